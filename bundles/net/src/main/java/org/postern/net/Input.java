package org.postern.net;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The bytes from the client, buffered. For one thread.
 *
 * <p>{@link #readLine} is the wait for a command: it is what ends with {@link DrainException} at
 * once when the session has to end, and its idle timeout counts from the line's beginning. The
 * other reads are for the data of a command in hand: they go on while data keeps coming, so that a
 * message under way is taken in whole, and end when it stops coming.
 *
 * <p>A read that finds nothing buffered sends what was written to the {@link Output} before it
 * waits: so answers to pipelined commands go out together, none is held back by half a command
 * behind them, and a protocol need not flush (RFC 2449 6.6, RFC 2920 3.2).
 */
@ProviderType
public abstract class Input extends InputStream {

  /**
   * Reads one line.
   *
   * @param limit the most octets to hold, without the line end; the rest of a longer line is read
   *     and thrown away up to its end, so that memory stays bounded and the next line is the next
   *     command
   * @throws EOFException when the client closed before the line's end
   */
  public abstract Line readLine(int limit) throws IOException;

  /**
   * How many bytes are already here, so that a read does not block and a pipelined answer need not
   * be flushed.
   */
  @Override
  public abstract int available() throws IOException;

  /**
   * Lends the bytes that are here, waiting for some when there are none: for readers in bulk that
   * must find their end themselves and leave what follows it. Nothing is consumed until {@link
   * #consume}.
   *
   * @return a buffer backed by an accessible array, its bytes between position and limit, valid
   *     until the next call on this input and not to be written to; empty only at the end of the
   *     stream
   */
  public abstract ByteBuffer peek() throws IOException;

  /**
   * Consumes the first bytes of what {@link #peek} lent.
   *
   * @param octets 0 to what is buffered
   * @throws IllegalArgumentException when that many are not buffered
   */
  public abstract void consume(int octets);

  /**
   * A line of input.
   *
   * @param bytes its octets without the line end
   * @param crlf true when it ended with CRLF, false for a bare LF
   * @param overlong true when it was longer than the limit and {@code bytes} is only its beginning
   */
  public record Line(byte[] bytes, boolean crlf, boolean overlong) {
    /** The octets as ISO 8859-1, one char an octet. */
    public String latin1() {
      return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
  }
}
