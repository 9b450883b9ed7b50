package org.postern.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Real mail from the test jars of Apache James Mime4j and Apache Tika, with the line ends that SMTP
 * has.
 */
final class Corpus {
  private Corpus() {}

  /** Messages by the name of their file. */
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
        .filter(Files::exists)
        .toList();
  }

  /** Every CR, LF and CRLF as CRLF, and the last line complete: what a client makes of a file. */
  private static byte[] wireForm(byte[] file) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + 64);
    for (int i = 0; i < file.length; i++) {
      if (file[i] == '\r' || file[i] == '\n') {
        out.write('\r');
        out.write('\n');
        if (file[i] == '\r' && i + 1 < file.length && file[i + 1] == '\n') {
          i++;
        }
      } else {
        out.write(file[i]);
      }
    }
    if (file.length > 0 && file[file.length - 1] != '\n' && file[file.length - 1] != '\r') {
      out.write('\r');
      out.write('\n');
    }
    return out.toByteArray();
  }

  /**
   * The trace header that the server put before {@code sent}, or an error when the rest is not byte
   * for byte the same.
   */
  static String trace(String name, byte[] sent, byte[] received) {
    int extra = received.length - sent.length;
    if (extra < 0
        || !java.util.Arrays.equals(received, extra, received.length, sent, 0, sent.length)) {
      throw new AssertionError(
          name
              + ": "
              + sent.length
              + " octets sent, other ones received ("
              + received.length
              + ")");
    }
    return new String(received, 0, extra, java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
