package org.postern.smtp.internal;

/** The character classes of the mail grammars. */
final class Text {
  private static final boolean[] ATEXT = new boolean[128];

  static {
    for (char c = 0; c < 128; c++) {
      ATEXT[c] = isLetDig(c) || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }
  }

  private Text() {}

  static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 127) {
        return false;
      }
    }
    return true;
  }

  /** RFC 5322 3.2.3 atext, and with RFC 6531 3.3 anything above ASCII. */
  static boolean isAtext(char c) {
    return c < 128 ? ATEXT[c] : !Character.isISOControl(c);
  }

  /** RFC 5321 4.1.2 Let-dig, and with RFC 6531 3.3 anything above ASCII that is no control. */
  static boolean isLetDig(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c > 127 && !Character.isISOControl(c);
  }
}
