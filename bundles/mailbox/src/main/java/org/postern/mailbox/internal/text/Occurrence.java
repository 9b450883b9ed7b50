package org.postern.mailbox.internal.text;

/** Looks for a folded text in the text of one message. */
public final class Occurrence implements TextReader {
  private final String needle;
  private final String field;
  private final boolean fields;
  private final boolean body;
  private String before = "";
  private boolean found;

  private Occurrence(String needle, String field, boolean fields, boolean body) {
    this.needle = needle;
    this.field = field;
    this.fields = fields;
    this.body = body;
  }

  /** In the fields of this name, without regard to case, of the message's header. */
  public static Occurrence inField(String field, String needle) {
    return new Occurrence(needle, Fold.fold(field), false, false);
  }

  /** In the text of the body's parts; RFC 9051 6.4.4: BODY matches no header field. */
  public static Occurrence inBody(String needle) {
    return new Occurrence(needle, null, false, true);
  }

  /** Anywhere, in the names of header fields too. */
  public static Occurrence inText(String needle) {
    return new Occurrence(needle, null, true, true);
  }

  @Override
  public boolean text(Place place, String name, String folded, boolean continues) {
    boolean here =
        switch (place) {
          case FIELD -> fields || name.equals(field);
          case PART_FIELD -> fields;
          case BODY -> body;
        };
    if (here) {
      look(fields && place != Place.BODY ? TextReader.line(name, folded) : folded, continues);
    }
    return !found;
  }

  private void look(String folded, boolean continues) {
    String text = continues && !before.isEmpty() ? before + folded : folded;
    found = text.contains(needle);
    before = text.substring(Math.clamp(text.length() - needle.length() + 1L, 0, text.length()));
  }

  public boolean found() {
    return found;
  }
}
