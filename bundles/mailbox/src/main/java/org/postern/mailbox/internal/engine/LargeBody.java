package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A body too large for the group's buffer: its caller has written it to a file of its own and
 * flushed it; committing puts the record's head behind it and renames the file.
 */
record LargeBody(Path file, FileChannel channel, long length) {

  /** Removes it when it wasn't committed; the rename took it away when it was. */
  void discard() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }

  /** Reads one by position, so that several may read at once. */
  static final class Octets extends InputStream {
    private final LargeBody body;
    private long done;

    Octets(LargeBody body) {
      this.body = body;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (done == body.length) {
        return -1;
      }
      ByteBuffer some = ByteBuffer.wrap(into, offset, (int) Math.min(length, body.length - done));
      int n = body.channel.read(some, SegmentFiles.START + done);
      if (n < 0) {
        throw new IOException(body.file + " has become shorter");
      }
      done += n;
      return n;
    }
  }
}
