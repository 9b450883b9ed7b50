package org.postern.mailbox.internal.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Real mail from the test jars of Apache James Mime4j and Apache Tika, with CRLF line ends. */
final class MailCorpus {
  private MailCorpus() {}

  static Map<String, byte[]> messages() throws IOException {
    Map<String, byte[]> messages = new TreeMap<>();
    for (Path jar : jars()) {
      try (JarFile file = new JarFile(jar.toFile())) {
        for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
          if (entry.getName().matches(".*(\\.msg|\\.eml|testRFC822[^/]*)")
              && !entry.isDirectory()) {
            messages.put(entry.getName(), wireForm(file.getInputStream(entry).readAllBytes()));
          }
        }
      }
    }
    return messages;
  }

  private static List<Path> jars() {
    return Stream.of(System.getProperty("java.class.path").split(":"))
        .filter(
            path ->
                path.matches(".*/(apache-mime4j-core|tika-parser-mail-module)-[^/]*-tests\\.jar"))
        .map(Path::of)
        .toList();
  }

  private static byte[] wireForm(byte[] file) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + 64);
    for (int i = 0; i < file.length; i++) {
      if (file[i] == '\n' && (i == 0 || file[i - 1] != '\r')) {
        out.write('\r');
      }
      out.write(file[i]);
    }
    return out.toByteArray();
  }
}
