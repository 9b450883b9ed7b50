package org.postern.mailbox.internal.mime;

import java.util.Arrays;
import java.util.Optional;
import org.postern.mailbox.mime.BodyStructure;
import org.postern.mailbox.mime.Envelope;
import org.postern.mailbox.mime.HeaderFilter;

/**
 * Finds the structure of a message in one pass while its octets go by, in pieces of any size. Takes
 * whatever comes: of broken MIME it makes a structure that can be shown, and its memory, depth and
 * number of parts are bounded. For one thread.
 */
public final class MimeParser {
  /** Nesting below which parts and messages are not looked into any more. */
  static final int MAX_DEPTH = 50;

  static final int MAX_PARTS = 1_000;

  /** Octets of all headers together that are looked at. */
  static final int MAX_HEADERS = 512 << 10;

  /** Common fields of the header that are longer together are not kept. */
  static final int MAX_COMMON = 8 << 10;

  /** A line longer than this is no delimiter; less of it is kept when it ends in another piece. */
  private static final int MAX_LINE = 1_024;

  private static final int PREVIEW_TEXT = 2 << 10;
  private static final int PREVIEW_HTML = 16 << 10;

  private final Entity root = new Entity(null, true, 0);

  /** Whose octets go by. */
  private Entity at = root;

  private boolean inHeader = true;
  private boolean preamble;
  private int delimiters;
  private int parts = 1;
  private int headers;

  /** Nothing can happen any more that needs a look at each line. */
  private boolean simple;

  private byte[] header = new byte[2 << 10];
  private int headerLength;

  /** The beginning of a line that a piece of octets ended in. */
  private final byte[] carry = new byte[MAX_LINE];

  private int carried;

  /** Octets that were looked at, which are those before the present line or piece of one. */
  private long position;

  private long lineEnds;

  /** The present line began in an earlier piece. */
  private boolean inLine;

  /** How the line before ended: 0 not yet, 1 LF, 2 CRLF. */
  private int lastEnd;

  private boolean lastLineEmpty;
  private byte lastOctet;

  private Optional<byte[]> commonFields = Optional.empty();
  private Entity shown;
  private byte[] sample;
  private int sampled;

  /**
   * What was found.
   *
   * @param preview at most 200 characters
   * @param commonFields those of {@link HeaderFilter#COMMON}; empty when they are too long
   */
  public record Parsed(
      Envelope envelope,
      BodyStructure structure,
      Optional<Sent> sent,
      String preview,
      Optional<byte[]> commonFields) {}

  /**
   * The Date field: the moment, and the day that it names as midnight in UTC; milliseconds since
   * 1970.
   */
  public record Sent(long millis, long day) {}

  /** Parses a whole message. */
  public static Parsed parse(byte[] message) {
    MimeParser parser = new MimeParser();
    parser.update(message, 0, message.length);
    return parser.finish();
  }

  /** Takes the next octets. */
  public void update(byte[] b, int from, int to) {
    int i = from;
    if (carried > 0) {
      i = complete(b, from, to);
    }
    while (i < to) {
      if (simple) {
        rest(b, i, to);
        return;
      }
      int end = i;
      while (end < to && b[end] != '\n') {
        end++;
      }
      if (end < to) {
        line(b, i, end + 1, true);
      } else if (inLine || to - i >= MAX_LINE) {
        line(b, i, to, false);
      } else {
        System.arraycopy(b, i, carry, 0, to - i);
        carried = to - i;
      }
      i = Math.min(end + 1, to);
    }
  }

  /** Puts the carried beginning of a line and what belongs to it together. */
  private int complete(byte[] b, int from, int to) {
    int end = from;
    int room = from + MAX_LINE - carried;
    while (end < to && end < room && b[end] != '\n') {
      end++;
    }
    boolean ended = end < to && end < room;
    int taken = Math.min(ended ? end + 1 : end, to);
    System.arraycopy(b, from, carry, carried, taken - from);
    carried += taken - from;
    if (ended || carried == MAX_LINE) {
      int n = carried;
      carried = 0;
      line(carry, 0, n, ended);
    }
    return taken;
  }

  /** A message without parts: only its lines are counted, and its beginning is shown. */
  private void rest(byte[] b, int from, int to) {
    sample(b, from, to);
    int n = 0;
    for (int i = from; i < to; i++) {
      n += b[i] == '\n' ? 1 : 0;
    }
    lineEnds += n;
    inLine = b[to - 1] != '\n';
    position += to - from;
  }

  /**
   * A line, or a piece of a long one.
   *
   * @param ended whether its end is among them
   */
  private void line(byte[] b, int from, int to, boolean ended) {
    boolean begins = !inLine;
    // The same line is the same in pieces: what is longer never is a delimiter.
    boolean whole = begins && to - from <= (ended ? MAX_LINE : MAX_LINE - 1);
    boolean dashes = to - from > 2 && b[from] == '-' && b[from + 1] == '-';
    if (!(delimiters > 0 && whole && dashes && delimiter(b, from, to))) {
      if (inHeader) {
        if (begins && ended && blank(b, from, to)) {
          endHeader(position + to - from, lineEnds + 1);
        } else {
          keep(b, from, to);
        }
      } else if (!preamble) {
        sample(b, from, to);
      }
    }
    position += to - from;
    inLine = !ended;
    if (ended) {
      lineEnds++;
      byte before = to - from > 1 ? b[to - 2] : begins ? 0 : lastOctet;
      lastEnd = before == '\r' ? 2 : 1;
      lastLineEmpty = begins && to - from == lastEnd;
    }
    lastOctet = b[to - 1];
  }

  private static boolean blank(byte[] b, int from, int to) {
    return to - from == 1 || (to - from == 2 && b[from] == '\r');
  }

  private void keep(byte[] b, int from, int to) {
    int n = Math.min(to - from, MAX_HEADERS - headers);
    if (headerLength + n > header.length) {
      header = Arrays.copyOf(header, Math.max(2 * header.length, headerLength + n));
    }
    System.arraycopy(b, from, header, headerLength, n);
    headerLength += n;
    headers += n;
  }

  private void sample(byte[] b, int from, int to) {
    if (shown == at && sampled < sample.length) {
      int n = Math.min(to - from, sample.length - sampled);
      System.arraycopy(b, from, sample, sampled, n);
      sampled += n;
    }
  }

  private void takeHeader(Entity of, boolean deep) {
    of.header(new HeaderFields(header, headerLength), deep);
    if (of == root && headers < MAX_HEADERS) {
      byte[] common = HeaderFilter.pickCommon(header, headerLength);
      commonFields = Optional.of(common).filter(octets -> octets.length <= MAX_COMMON);
    }
    headerLength = 0;
  }

  /** The header of the present entity is complete; its body begins. */
  private void endHeader(long bodyAt, long linesBefore) {
    takeHeader(at, at.depth < MAX_DEPTH);
    at.bodyAt = bodyAt;
    at.lines = linesBefore;
    inHeader = false;
    switch (at.kind) {
      case MULTIPART -> {
        delimiters++;
        preamble = true;
      }
      case MESSAGE -> {
        parts++;
        Entity inner = new Entity(at, true, bodyAt);
        at.children.add(inner);
        at = inner;
        inHeader = true;
      }
      default -> {
        if (shown == null && at.previewable()) {
          shown = at;
          sample = new byte[at.html() ? PREVIEW_HTML : PREVIEW_TEXT];
        }
        simple = at == root;
      }
    }
  }

  /** Whether a line delimits parts of a multipart that is open, and what follows from it. */
  private boolean delimiter(byte[] b, int from, int to) {
    int end = to;
    // RFC 2046 5.1.1: white space may follow (transport padding).
    while (end > from && (b[end - 1] <= ' ' && b[end - 1] >= 0)) {
      end--;
    }
    // RFC 2046 5.1.2: a delimiter of an outer multipart ends the inner ones.
    for (Entity e = at; e != null; e = e.parent) {
      if (isOpen(e) && end - from >= e.boundary.length + 2 && matches(b, from + 2, e.boundary)) {
        int rest = end - from - e.boundary.length - 2;
        boolean last = rest == 2 && b[end - 1] == '-' && b[end - 2] == '-';
        if (last || rest == 0) {
          between(e, last, position + to - from);
          return true;
        }
      }
    }
    // RFC 2046 5.1.1: what follows the boundary in its line doesn't matter. Only after a space,
    // though, and only when the line is no other's: a boundary may begin with another one.
    for (Entity e = at; e != null; e = e.parent) {
      int next = from + 2 + e.boundary.length;
      if (isOpen(e) && next < end && matches(b, from + 2, e.boundary)) {
        boolean last = next + 2 < end && b[next] == '-' && b[next + 1] == '-';
        byte after = b[last ? next + 2 : next];
        if (after == ' ' || after == '\t') {
          between(e, last, position + to - from);
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isOpen(Entity e) {
    return e.kind == Entity.Kind.MULTIPART && !e.ended && e.bodyAt >= 0;
  }

  private static boolean matches(byte[] b, int from, byte[] boundary) {
    return Arrays.equals(b, from, from + boundary.length, boundary, 0, boundary.length);
  }

  private void between(Entity multipart, boolean last, long next) {
    closeUpTo(multipart, position, lastEnd);
    at = multipart;
    preamble = true;
    inHeader = false;
    if (last) {
      multipart.ended = true;
      delimiters--;
    } else if (parts < MAX_PARTS) {
      parts++;
      Entity part = new Entity(multipart, false, next);
      multipart.children.add(part);
      at = part;
      inHeader = true;
      preamble = false;
      headerLength = 0;
    }
  }

  /**
   * Ends what is open below {@code top}.
   *
   * @param end where the line begins that does it
   * @param lineEnd octets of the line end before it, which belongs to it (RFC 2046 5.1.1)
   */
  private void closeUpTo(Entity top, long end, int lineEnd) {
    for (Entity e = at; e != top; e = e.parent) {
      if (e.bodyAt < 0) {
        endHeaderless(e, end);
      }
      e.bodyEnd = Math.max(Math.max(e.bodyAt, end - lineEnd), e.contentEnd());
      boolean ownsEnd = lineEnd > 0 && end - lineEnd == e.bodyEnd;
      boolean partial = e.bodyEnd > e.bodyAt && !(ownsEnd ? lastLineEmpty : !inLine);
      e.lines = Math.max(0, lineEnds - e.lines - (ownsEnd ? 1 : 0)) + (partial ? 1 : 0);
      finish(e);
    }
  }

  private void finish(Entity e) {
    if (e.kind == Entity.Kind.MULTIPART) {
      if (!e.ended) {
        delimiters--;
        e.ended = true;
      }
      if (e.children.isEmpty()) {
        e.children.add(Entity.missing(e, e.bodyEnd));
      }
    }
  }

  /** A header that no blank line ended: there is no body, so nothing of it has parts. */
  private void endHeaderless(Entity e, long end) {
    takeHeader(e, false);
    e.bodyAt = end;
    e.lines = lineEnds;
    inHeader = false;
  }

  /** There are no more octets. */
  public Parsed finish() {
    if (carried > 0) {
      int n = carried;
      carried = 0;
      line(carry, 0, n, false);
    }
    closeUpTo(null, position, 0);
    BodyStructure structure = root.structure();
    Optional<Sent> sent =
        SentDate.parse(root.envelope.date()).map(date -> new Sent(date.millis(), date.day()));
    return new Parsed(root.envelope, structure, sent, preview(), commonFields);
  }

  private String preview() {
    if (shown == null) {
      return "";
    }
    long length = Math.min(sampled, shown.bodyEnd - shown.bodyAt);
    return Preview.of(sample, (int) length, shown.encoding(), shown.charset, shown.html());
  }
}
