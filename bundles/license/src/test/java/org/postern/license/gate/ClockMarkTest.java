package org.postern.license.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockMarkTest {
  private static final ClockMark MARK =
      new ClockMark(Instant.parse("2027-01-01T00:00:00Z"), 7, Duration.ofHours(3));

  @TempDir Path home;

  @Test
  void itIsReadAsItWasWritten() throws Exception {
    assertEquals(Optional.of(MARK), ClockMark.read(MARK.text()));
    assertEquals(Optional.empty(), ClockMark.in(home));
    write(MARK.text());
    assertEquals(Optional.of(MARK), ClockMark.in(home));
  }

  @Test
  void aWrongBitAnywhereIsNoticed() throws Exception {
    byte[] text = MARK.text().getBytes(StandardCharsets.ISO_8859_1);
    for (int bit = 0; bit < text.length * 8; bit++) {
      byte[] wrong = text.clone();
      wrong[bit / 8] ^= (byte) (1 << bit % 8);
      String read = new String(wrong, StandardCharsets.ISO_8859_1);
      assertEquals(Optional.empty(), ClockMark.read(read), read);
    }
  }

  @Test
  void garbageOfAnyLengthIsNone() throws Exception {
    Random random = new Random(6);
    for (int i = 0; i < 300; i++) {
      byte[] garbage = new byte[random.nextInt(200)];
      random.nextBytes(garbage);
      write(new String(garbage, StandardCharsets.ISO_8859_1));
      assertEquals(Optional.empty(), ClockMark.in(home));
    }
    write(MARK.text() + "9".repeat(1 << 20));
    assertEquals(Optional.empty(), ClockMark.in(home));
    Files.delete(file());
    Files.createDirectory(file());
    assertEquals(Optional.empty(), ClockMark.in(home));
  }

  private Path file() {
    return home.resolve(ClockMark.FOLDER).resolve(ClockMark.FILE);
  }

  private void write(String text) throws Exception {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), text, StandardCharsets.ISO_8859_1);
  }
}
