package org.postern.imap.internal;

import java.io.IOException;
import java.io.InputStream;
import org.postern.mailbox.FolderAppend;
import org.postern.mailbox.MessageFlags;

/**
 * A message put together of text that the client sends and of what URLs point at (CATENATE, RFC
 * 4469): the store reads it, and so the command goes on. Each piece is counted before it is
 * accepted. For one command.
 */
final class Catenation extends InputStream {
  private static final int PARTS = 1_000;

  private final Session session;
  private final FolderAppend append;
  private final CommandReader in;
  private final UrlContents urls;
  private InputStream part;
  private LiteralInput literal;
  private boolean parenthesis;
  private int parts;
  private boolean ended;
  private long octets;
  private Failure failure;

  private Catenation(Session session, FolderAppend append, CommandReader in, UrlContents urls) {
    this.session = session;
    this.append = append;
    this.in = in;
    this.urls = urls;
  }

  /** Reads the parts of a message, of which the opening parenthesis was read. */
  static void append(
      Session session,
      User user,
      FolderAppend append,
      CommandReader in,
      MessageFlags flags,
      long date)
      throws Failure, IOException {
    try (UrlContents urls = new UrlContents(session, user, in)) {
      Catenation message = new Catenation(session, append, in, urls);
      try {
        append.add(flags, date, message);
      } catch (IOException e) {
        if (message.failure == null) {
          throw e;
        }
      } finally {
        message.leaveLiteral();
      }
      if (message.failure != null) {
        throw message.failure;
      }
      if (message.octets == 0) {
        // RFC 3502 2: as of a message that is sent whole.
        throw new Failure.No("An empty message is not stored");
      }
    }
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
    try {
      while (true) {
        int count = part == null ? -1 : part.read(into, offset, length);
        if (count > 0) {
          return count;
        }
        if (part != null) {
          leave();
        }
        if (!next()) {
          return -1;
        }
      }
    } catch (Failure e) {
      failure = e;
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Goes on behind a part. */
  private void leave() throws Failure, IOException {
    part = null;
    LiteralInput text = literal;
    leaveLiteral();
    if (text != null) {
      text.requireText();
      if (parenthesis) {
        in.expect(')');
      }
    }
  }

  /** Whatever became of a literal, what follows can be told from it. */
  private void leaveLiteral() throws Failure.Fatal, IOException {
    if (literal != null) {
      LiteralInput done = literal;
      literal = null;
      in.finish(done);
    }
  }

  /** The next part; false behind the last. */
  private boolean next() throws Failure, IOException {
    if (ended) {
      return false;
    }
    if (parts > 0 && !in.take(' ')) {
      in.expect(')');
      ended = true;
      return false;
    }
    if (++parts > PARTS) {
      throw new Failure.No(Code.LIMIT, "CATENATE takes " + PARTS + " parts");
    }
    // RFC 4469 5: cat-part; RFC 6855 4: or UTF8 with a literal8.
    parenthesis = Append.utf8(session, in);
    if (parenthesis) {
      text();
    } else if (in.takeText("TEXT ")) {
      text();
    } else if (in.takeText("URL ")) {
      UrlContents.Content content = urls.open(in.astring());
      count(content.length());
      part = content.octets();
    } else {
      throw in.expected("TEXT or URL");
    }
    return true;
  }

  private void text() throws Failure, IOException {
    if (in.peek() != '{' && in.peek() != '~') {
      throw in.expected("text as a literal");
    }
    CommandReader.Announced announced = in.announced();
    count(announced.octets());
    literal = in.accept(announced);
    part = literal;
  }

  // RFC 4469 4.2: TOOBIG when all of it together would be.
  private void count(long more) throws Failure, IOException {
    Append.requireFits(session, append, Math.addExact(octets, Math.min(more, 1L << 62)));
    octets += more;
  }
}
