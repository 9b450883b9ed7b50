package org.postern.license.gate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * What the server keeps of the clock: {@code <mark> <serial> <leaping> <checksum>}. Its license
 * bundle writes it, gates read it.
 *
 * @param mark the latest time believed
 * @param resetSerial of the last clock reset taken; 0 for none
 * @param leaping for how long the server has run with a clock that was not believed, in whole
 *     seconds; 0 for none
 */
public record ClockMark(Instant mark, long resetSerial, Duration leaping) {
  /** The name of the file in {@link #FOLDER}. */
  public static final String FILE = "clock.txt";

  /** Where it is in the server's home. */
  public static final Path FOLDER = Path.of("data", "license");

  private static final int LONGEST = 64;
  private static final Pattern FORM =
      Pattern.compile("((\\d{1,12}) (\\d{1,16}) (\\d{1,6})) ([0-9a-f]{8})\n");

  /** Empty when the text is damaged. */
  public static Optional<ClockMark> read(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || !form.group(5).equals(sum(form.group(1)))) {
      return Optional.empty();
    }
    return Optional.of(
        new ClockMark(
            Instant.ofEpochSecond(Long.parseLong(form.group(2))),
            Long.parseLong(form.group(3)),
            Duration.ofSeconds(Long.parseLong(form.group(4)))));
  }

  /** What is kept in a server's home; empty when there is none that can be read. */
  static Optional<ClockMark> in(Path home) {
    try (InputStream file = Files.newInputStream(home.resolve(FOLDER).resolve(FILE))) {
      return read(new String(file.readNBytes(LONGEST), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The text that {@link #read} takes. */
  public String text() {
    String body = mark.getEpochSecond() + " " + resetSerial + " " + leaping.toSeconds();
    return body + ' ' + sum(body) + '\n';
  }

  private static String sum(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    return String.format("%08x", crc.getValue());
  }
}
