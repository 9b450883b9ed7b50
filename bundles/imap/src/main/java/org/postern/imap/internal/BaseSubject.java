package org.postern.imap.internal;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;

/**
 * A subject without what replies and forwards put around it (RFC 5256 2.1).
 *
 * @param text folded, so that subjects that are the same without regard to case are equal
 * @param reply whether there was something of a reply or a forward
 */
record BaseSubject(String text, boolean reply) {
  private static final int LENGTH = 1_000;

  private static final Pattern TRAILER = Pattern.compile("(?:\\(FWD\\)|\\s)+$");
  private static final Pattern LEADER =
      Pattern.compile("^(?:\\s|(?:\\[[^\\[\\]]*]\\s*)*(?:RE|FWD?)\\s*(?:\\[[^\\[\\]]*]\\s*)?:)");
  private static final Pattern BLOB = Pattern.compile("^\\[[^\\[\\]]*]\\s*");
  private static final Pattern SPACES = Pattern.compile("\\s+");

  /** Nothing in it that a reply or a list would have put there. */
  private static final Pattern PLAIN = Pattern.compile("[^:\\[)]*");

  private static final String FORWARD = "[FWD:";

  static BaseSubject of(String raw) {
    String whole = decoded(raw == null ? "" : raw);
    String text =
        fold(whole.length() > LENGTH ? whole.substring(0, LENGTH) : whole).replaceAll("\\s+", " ");
    if (whole.equals(whole.strip()) && PLAIN.matcher(text).matches()) {
      return new BaseSubject(text, false);
    }
    boolean reply = false;
    while (true) {
      String before = text;
      // (2) and (3) to (5): trailers, leaders, blobs that leave something.
      Matcher trailer = TRAILER.matcher(text);
      if (trailer.find()) {
        reply |= trailer.group().contains("FWD");
        text = text.substring(0, trailer.start());
      }
      Matcher leader = LEADER.matcher(text);
      if (leader.find()) {
        reply |= !leader.group().isBlank();
        text = text.substring(leader.end());
        continue;
      }
      Matcher blob = BLOB.matcher(text);
      if (blob.find() && blob.end() < text.length()) {
        text = text.substring(blob.end());
        continue;
      }
      // (6)
      if (text.startsWith(FORWARD) && text.endsWith("]")) {
        reply = true;
        text = text.substring(FORWARD.length(), text.length() - 1);
      }
      if (text.equals(before)) {
        return new BaseSubject(text, reply);
      }
    }
  }

  /** Encoded words decoded (RFC 2047); what can't be stays as it is. */
  static String decoded(String raw) {
    return raw.contains("=?") ? DecoderUtil.decodeEncodedWords(raw, DecodeMonitor.SILENT) : raw;
  }

  /** For comparing without regard to case (RFC 5051 in spirit: upper case, simple mapping). */
  static String fold(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
