package org.postern.mailbox.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What one header field may cost. */
final class MessageTextTest {
  private static final String MANY =
      "; a=b".repeat(100_000) + "; charset=iso-8859-1; last=parameter";

  private static String text(String message) throws IOException {
    byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
    StringBuilder text = new StringBuilder();
    MessageText.read(
        () -> new ByteArrayInputStream(octets),
        false,
        (place, name, folded, continues) -> {
          text.append(place).append(' ').append(name).append(' ').append(folded).append('\n');
          return true;
        });
    return text.toString();
  }

  /** Counted in octets, for time is not the same twice: it was 25 GB. */
  @Test
  void aContentTypeOfManyParametersCostsNoMoreThanItsLength() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    String text = text("Content-Type: text/plain" + MANY + "\r\n\r\nBody\r\n");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(200L << 20);
    assertThat(text).contains("last=parameter").contains("BODY  ").contains(Fold.fold("Body"));
  }

  @Test
  void theBeginningOfALongContentTypeCounts() throws Exception {
    String text =
        text(
            "Content-Type : multipart/mixed; boundary=x"
                + MANY
                + "\r\nSubject: s\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8"
                + MANY
                + "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe\r\n--x--\r\n");
    assertThat(text).contains(Fold.fold("Gr\u00fc\u00dfe")).contains("FIELD subject s");
    assertThat(text.split("last=parameter", -1)).hasSize(3);
  }

  @Test
  void shortOnesAreReadWhole() throws Exception {
    String text =
        text(
            "Content-Type: text/plain"
                + "; a=b".repeat(700)
                + "; charset=iso-8859-1\r\n\r\n\u00fc\r\n");
    assertThat(text).contains(Fold.fold("\u00fc"));
  }
}
