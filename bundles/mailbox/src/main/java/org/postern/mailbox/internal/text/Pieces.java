package org.postern.mailbox.internal.text;

/** Folds a text of any length piece by piece, cut where a cut changes nothing. */
final class Pieces {
  private static final int LENGTH = 32 << 10;

  private final TextReader reader;
  private final StringBuilder text = new StringBuilder();
  private boolean continues;
  private boolean wanted = true;

  Pieces(TextReader reader) {
    this.reader = reader;
  }

  /** Returns false when the reader wants no more. */
  boolean add(char[] chars, int length) {
    text.append(chars, 0, length);
    while (wanted && text.length() >= LENGTH) {
      give(cut());
    }
    return wanted;
  }

  private int cut() {
    for (int i = LENGTH - 1; i > LENGTH / 2; i--) {
      if (Fold.separates(text.charAt(i))) {
        return i;
      }
    }
    // A script without such a character for so long: what stands across the cut may be missed,
    // but for its whole characters.
    return Character.isHighSurrogate(text.charAt(LENGTH - 1)) ? LENGTH - 1 : LENGTH;
  }

  private void give(int length) {
    wanted =
        reader.text(TextReader.Place.BODY, "", Fold.fold(text.subSequence(0, length)), continues);
    continues = true;
    text.delete(0, length);
  }

  /** Gives the rest; the next text is another. */
  boolean end() {
    if (wanted && !text.isEmpty()) {
      give(text.length());
    }
    text.setLength(0);
    continues = false;
    return wanted;
  }
}
