package org.postern.itests;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.InputStream;

/** Builds the third party's plug-in with bnd, as his own build would. */
final class ProPlugin {

  private ProPlugin() {}

  static InputStream build() throws Exception {
    try (Builder builder = new Builder()) {
      builder.setProperty("Bundle-SymbolicName", "com.example.proecho;fragment-attachment:=never");
      builder.setProperty("Bundle-Version", "1.0.0");
      builder.setProperty("Private-Package", "org.postern.itests.pro");
      builder.setProperty("-noimportjava", "true");
      builder.setProperty(
          "-conditionalpackage", "org.postern.license.gate, org.postern.license.token");
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        File file = new File(entry);
        if (file.exists()) {
          builder.addClasspath(file);
        }
      }
      Jar jar = builder.build();
      if (!builder.getErrors().isEmpty()) {
        throw new AssertionError(builder.getErrors());
      }
      ByteArrayOutputStream octets = new ByteArrayOutputStream();
      jar.write(octets);
      return new ByteArrayInputStream(octets.toByteArray());
    }
  }
}
