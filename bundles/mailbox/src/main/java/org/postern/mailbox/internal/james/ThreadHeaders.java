package org.postern.mailbox.internal.james;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;
import org.apache.james.mailbox.store.search.SearchUtil;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.postern.mailbox.internal.engine.Messages.ThreadKeys;

/**
 * What relates a message to others, scanned from its header without a parse: at most {@value
 * #MAX_HEADER} octets and {@value #MAX_IDS} message ids are looked at, whatever arrives.
 *
 * @param messageIds of Message-ID, In-Reply-To and References (RFC 5322 3.6.4), without brackets
 * @param baseSubject the subject without reply and forward marks (RFC 5256 2.1), case folded
 */
public record ThreadHeaders(List<String> messageIds, String baseSubject) {
  private static final int MAX_HEADER = 64 << 10;
  private static final int MAX_IDS = 50;
  private static final int MAX_ID_LENGTH = 1000;
  private static final int MAX_SUBJECT = 2000;

  public ThreadHeaders {
    messageIds = List.copyOf(messageIds);
  }

  /** The same for ids and a subject that somebody parsed. */
  static ThreadHeaders of(Collection<String> ids, String subject) {
    Set<String> found = new LinkedHashSet<>();
    ids.forEach(text -> addIds(text, found));
    return new ThreadHeaders(List.copyOf(found), baseSubject(subject));
  }

  /** The keys by which the engine finds the thread; null when there is nothing to find it by. */
  public ThreadKeys keys(String user) {
    return messageIds.isEmpty() ? null : new ThreadKeys(user, messageIds, baseSubject);
  }

  /** Reads no more of {@code message} than it needs. */
  public static ThreadHeaders scan(InputStream message) throws IOException {
    byte[] head = message.readNBytes(MAX_HEADER);
    Set<String> ids = new LinkedHashSet<>();
    String subject = "";
    int at = 0;
    while (at < head.length) {
      int end = fieldEnd(head, at);
      if (end == at + 1 || (end == at + 2 && head[at] == '\r')) {
        break; // the blank line
      }
      int colon = colon(head, at, end);
      if (colon > 0) {
        switch (kind(head, at, colon)) {
          case IDS -> addIds(text(head, colon + 1, end), ids);
          case SUBJECT -> {
            if (subject.isEmpty()) {
              subject = baseSubject(text(head, colon + 1, Math.min(end, colon + MAX_SUBJECT)));
            }
          }
          case OTHER -> {}
        }
      }
      at = end;
    }
    return new ThreadHeaders(List.copyOf(ids), subject);
  }

  private enum Kind {
    IDS,
    SUBJECT,
    OTHER
  }

  /** The end of a field with its continuation lines (RFC 5322 2.2.3). */
  private static int fieldEnd(byte[] head, int from) {
    int at = from;
    while (at < head.length) {
      boolean blank = head[at] == '\n' || head[at] == '\r';
      while (at < head.length && head[at] != '\n') {
        at++;
      }
      at = Math.min(at + 1, head.length);
      if (blank || at == head.length || (head[at] != ' ' && head[at] != '\t')) {
        return at;
      }
    }
    return at;
  }

  private static int colon(byte[] head, int from, int end) {
    for (int i = from; i < end; i++) {
      if (head[i] == ':') {
        return i;
      }
      if (head[i] == '\n') {
        return -1;
      }
    }
    return -1;
  }

  private static Kind kind(byte[] head, int from, int colon) {
    int end = colon;
    while (end > from && (head[end - 1] == ' ' || head[end - 1] == '\t')) {
      end--;
    }
    return switch (end - from) {
      case 7 -> isName(head, from, "subject") ? Kind.SUBJECT : Kind.OTHER;
      case 10 ->
          isName(head, from, "message-id") || isName(head, from, "references")
              ? Kind.IDS
              : Kind.OTHER;
      case 11 -> isName(head, from, "in-reply-to") ? Kind.IDS : Kind.OTHER;
      default -> Kind.OTHER;
    };
  }

  private static boolean isName(byte[] head, int from, String name) {
    for (int i = 0; i < name.length(); i++) {
      int c = head[from + i];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] head, int from, int end) {
    return new String(head, from, end - from, StandardCharsets.UTF_8);
  }

  /** Takes what stands in angle brackets; words, when nothing does. */
  private static void addIds(String text, Set<String> ids) {
    List<String> found = new ArrayList<>();
    int open = text.indexOf('<');
    if (open < 0) {
      StringTokenizer words = new StringTokenizer(text);
      while (words.hasMoreTokens()) {
        found.add(words.nextToken());
      }
    }
    while (open >= 0) {
      int close = text.indexOf('>', open);
      if (close < 0) {
        break;
      }
      found.add(text.substring(open + 1, close).strip());
      open = text.indexOf('<', close);
    }
    // Of a long chain the newest say most: they stand at the end (RFC 5322 3.6.4).
    for (int i = found.size() - 1; i >= 0 && ids.size() < MAX_IDS; i--) {
      String id = found.get(i);
      if (!id.isEmpty() && id.length() <= MAX_ID_LENGTH) {
        ids.add(id);
      }
    }
  }

  private static String baseSubject(String raw) {
    String unfolded = raw.replace("\r", "").replace("\n", "").strip();
    String decoded =
        unfolded.contains("=?")
            ? DecoderUtil.decodeEncodedWords(unfolded, DecodeMonitor.SILENT)
            : unfolded;
    return SearchUtil.getBaseSubject(decoded).toLowerCase(Locale.ROOT);
  }
}
