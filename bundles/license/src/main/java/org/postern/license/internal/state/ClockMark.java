package org.postern.license.internal.state;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * What is kept of the clock: {@code <mark> <serial> <checksum>}.
 *
 * @param mark the latest time believed
 * @param resetSerial of the last clock reset taken; 0 for none
 */
record ClockMark(Instant mark, long resetSerial) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12}) (\\d{1,16}) ([0-9a-f]{8})\n");

  /** Empty when the text is damaged. */
  static Optional<ClockMark> read(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || !form.group(3).equals(sum(form.group(1) + ' ' + form.group(2)))) {
      return Optional.empty();
    }
    return Optional.of(
        new ClockMark(
            Instant.ofEpochSecond(Long.parseLong(form.group(1))), Long.parseLong(form.group(2))));
  }

  String text() {
    String body = mark.getEpochSecond() + " " + resetSerial;
    return body + ' ' + sum(body) + '\n';
  }

  private static String sum(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    return String.format("%08x", crc.getValue());
  }
}
