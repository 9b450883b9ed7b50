package org.postern.mailbox.internal.engine;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.postern.mailbox.internal.text.TextReader;

/**
 * What the search index keeps of one message, of its header and of its body: the words that stand
 * there, the sequences of two characters, and instead those of three of what is no word; each once
 * however often it stands there. And the fields whole that are most often searched. For one thread;
 * used for one message after the other.
 */
final class IndexText implements TextReader {
  /** Characters of a message that are indexed; one with more is read when it is asked for. */
  static final int LENGTH = 1 << 20;

  /** Characters of all fields of a name, of those that are kept. */
  private static final int FIELD = 4_000;

  /** The fields that are kept whole beside the subject, by their folded names. */
  static final List<String> KEPT = List.of("from", "to", "cc");

  /** Instead of fields that are too long: they are read whenever they are asked for. */
  static final String TOO_LONG = "\r";

  /** Words of a header, or of a body; more are indexed by their sequences. */
  private static final int WORDS = 4_096;

  /** A character that Fold has taken out of every text, so that no needle reaches over it. */
  private static final char BETWEEN = '\r';

  /** Where text stands, and the first letter of its tokens. */
  enum Section {
    HEADER('h', 'x'),
    BODY('b', 'y');

    final char word;
    final char gram;

    Section(char word, char gram) {
      this.word = word;
      this.gram = gram;
    }
  }

  /** The text of a section. */
  private static final class Part {
    final Grams grams = new Grams();
    final Set<String> words = new HashSet<>();
    final TextRuns runs = new TextRuns(this::run);
    int before;
    boolean inWord;

    void clear() {
      end();
      grams.clear();
      words.clear();
    }

    void end() {
      runs.end();
      before = 0;
    }

    void add(String text) {
      for (int i = 0; i < text.length(); ) {
        int c = text.codePointAt(i);
        i += Character.charCount(c);
        grams.add(c);
        boolean now = TextRuns.kind(c) == TextRuns.Kind.WORD;
        if (before != 0 && !(inWord && now)) {
          grams.add(before, c);
        }
        before = c;
        inWord = now;
      }
      runs.add(text);
    }

    private void run(TextRuns.Kind kind, String run) {
      if (words.contains(run)) {
        return;
      }
      if (kind == TextRuns.Kind.OTHER) {
        grams.addTriples(run);
      } else if (run.length() < Grams.LONGEST) {
        grams.addPairs(run);
      } else if (TextRuns.isWord(run) && words.size() < WORDS) {
        words.add(run);
        grams.addPairs(run);
      } else {
        // Each pair but the last begins a longer sequence.
        grams.addTriples(run);
        grams.addPairs(run.substring(run.length() - 2));
      }
    }
  }

  /** All fields of one name. */
  private static final class Fields {
    private final StringBuilder text = new StringBuilder();
    private boolean any;

    void clear() {
      text.setLength(0);
      any = false;
    }

    void add(String folded) {
      if (fits()) {
        text.append(any ? String.valueOf(BETWEEN) : "").append(folded);
      }
      any = true;
    }

    boolean fits() {
      return text.length() <= FIELD;
    }

    /** Null when there is none. */
    String text() {
      return any ? text.toString() : null;
    }
  }

  private final Part header = new Part();
  private final Part body = new Part();
  private final Grams subjectGrams = new Grams();
  private final Fields subject = new Fields();
  private final List<Fields> kept = Stream.generate(Fields::new).limit(KEPT.size()).toList();
  private long length;

  /** Begins another message. */
  void clear() {
    header.clear();
    body.clear();
    subject.clear();
    kept.forEach(Fields::clear);
    length = 0;
  }

  @Override
  public boolean text(Place place, String name, String folded, boolean continues) {
    Part part = place == Place.BODY ? body : header;
    if (!continues) {
      part.end();
    }
    if (place != Place.BODY) {
      // The name is text of the header as well.
      part.add(TextReader.line(name, ""));
    }
    part.add(folded);
    length += folded.length();
    if (place == Place.FIELD) {
      int at = KEPT.indexOf(name);
      if (at >= 0) {
        kept.get(at).add(folded);
      } else if (name.equals("subject")) {
        subject.add(folded);
      }
    }
    return whole();
  }

  /** Whether all of the message was taken in. */
  boolean whole() {
    return length <= LENGTH && subject.fits();
  }

  /** The Subject fields; null when there is none. */
  String subject() {
    return subject.text();
  }

  /**
   * The fields of a name.
   *
   * @param at in {@link #KEPT}
   * @return null when there is none, {@link #TOO_LONG} when they are that
   */
  String kept(int at) {
    return kept.get(at).fits() ? kept.get(at).text() : TOO_LONG;
  }

  /** The sequences of three characters of the Subject fields, as tokens. */
  String subjectTokens() {
    subjectGrams.clear();
    subjectGrams.addTriples(subject.text());
    StringBuilder tokens = new StringBuilder();
    subjectGrams.write(Section.HEADER.gram, tokens);
    return tokens.toString();
  }

  /** Takes the section's words into the dictionary; what it has no place for is taken apart. */
  int[] words(Section section, Dictionary dictionary) throws SQLException {
    Part part = part(section);
    part.end();
    int[] ids = new int[part.words.size()];
    int n = 0;
    for (String word : part.words) {
      int id = dictionary.id(word);
      if (id == Dictionary.NONE) {
        part.grams.addTriples(word);
      } else {
        ids[n++] = id;
      }
    }
    Arrays.sort(ids, 0, n);
    return Arrays.copyOf(ids, n);
  }

  /** Writes the section's tokens, after its words were taken into the dictionary. */
  void write(Section section, int[] words, StringBuilder tokens) {
    for (int id : words) {
      tokens.append(section.word).append(Dictionary.token(id)).append(' ');
    }
    part(section).grams.write(section.gram, tokens);
  }

  private Part part(Section section) {
    return section == Section.HEADER ? header : body;
  }
}
