package org.postern.mailbox.internal.engine;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.StringJoiner;
import org.postern.mailbox.internal.engine.IndexText.Section;

/**
 * What a search looks for, as the index can find it: the runs of the needle, and its sequences of
 * two characters where there is more between them. A needle that is one run is found by the words
 * that have it, without a look at the messages. Immutable.
 */
final class Needle {
  /** More sequences than this narrow little, and each is read. */
  private static final int GRAMS = 16;

  /** More runs narrow little. */
  private static final int RUNS = 8;

  /**
   * A run of the needle.
   *
   * @param begins whether the message's run begins with it too
   * @param ends whether the message's run ends with it too
   */
  private record Run(TextRuns.Kind kind, String text, boolean begins, boolean ends) {
    boolean isIn(String word) {
      if (begins) {
        return ends ? word.equals(text) : word.startsWith(text);
      }
      return ends ? word.endsWith(text) : word.contains(text);
    }

    /** Whether a word of the dictionary may have it. */
    boolean mayBeWord() {
      return kind == TextRuns.Kind.WORD && TextRuns.isWord(text);
    }
  }

  private final int[] chars;
  private final List<Run> runs = new ArrayList<>();

  /** Where two characters stand that are not in one of the runs. */
  private final List<Integer> pairs = new ArrayList<>();

  /**
   * @param folded not empty
   */
  Needle(String folded) {
    chars = folded.codePoints().toArray();
    for (int from = 0, to; from < chars.length; from = to) {
      TextRuns.Kind kind = TextRuns.kind(chars[from]);
      to = from + 1;
      while (to < chars.length && TextRuns.kind(chars[to]) == kind) {
        to++;
      }
      boolean run = kind != TextRuns.Kind.NONE && to - from >= Grams.LONGEST;
      if (run) {
        String text = new String(chars, from, to - from);
        runs.add(new Run(kind, text, from > 0, to < chars.length));
      }
      int last = Math.min(to, chars.length - 1);
      for (int i = run ? to - 1 : from; i < last; i++) {
        pairs.add(i);
      }
    }
  }

  /** Asks for the character or the two at an index. */
  private static String shortGram(int[] chars, int at, int length, Section section) {
    String gram = quoted(section.gram, gram(chars, at, length));
    // The pair itself, and the longer sequences that begin with it and stand for it.
    return length == 2 && isInWord(chars, at) ? gram + " *" : gram;
  }

  private static boolean isInWord(int[] chars, int at) {
    return TextRuns.kind(chars[at]) == TextRuns.Kind.WORD
        && TextRuns.kind(chars[at + 1]) == TextRuns.Kind.WORD;
  }

  /** Whether it is two letters: most messages have them, and all that do are looked for. */
  boolean isCommon() {
    return chars.length == 2 && isInWord(chars, 0);
  }

  private static String gram(int[] chars, int from, int length) {
    StringBuilder gram = new StringBuilder(2 * length);
    for (int i = from; i < from + length; i++) {
      Grams.write(chars[i], gram);
    }
    return gram.toString();
  }

  /** Whether it is one run: a message matches when one of its runs has it. */
  boolean isRun() {
    return runs.size() == 1 && !runs.getFirst().begins && !runs.getFirst().ends;
  }

  /** Whether the index has the needle itself as a sequence. */
  private boolean isGram() {
    return chars.length < Grams.LONGEST;
  }

  /**
   * The words that have the needle, which is one run; those of longer runs are not among them.
   *
   * @return null when they are more than {@code most}
   */
  BitSet words(Db db, Turns turns, int most) throws SQLException {
    return words(db, turns, runs.getFirst(), most);
  }

  private static BitSet words(Db db, Turns turns, Run run, int most) throws SQLException {
    BitSet found = new BitSet();
    if (!run.mayBeWord()) {
      return found;
    }
    boolean all = run.begins && run.ends;
    PreparedStatement s =
        all
            ? db.bind("select id,text from word where text=?", run.text)
            : db.bind(
                "select word.id,word.text from w join word on word.id=w.rowid where w match ?",
                grams(run.text));
    int n = 0;
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        turns.row();
        if (run.isIn(r.getString(2))) {
          if (++n > most) {
            return null;
          }
          found.set(r.getInt(1));
        }
      }
    }
    return found;
  }

  /** Asks for what has all sequences of three characters that a text has. */
  static String grams(String text) {
    return and(grams(text, Section.HEADER.gram));
  }

  /** The sequences of a run, of a long one some that lie apart. */
  private static List<String> grams(String run, char prefix) {
    int[] chars = run.codePoints().toArray();
    List<String> all = new ArrayList<>();
    for (int i = 0; i + Grams.LONGEST <= chars.length; i++) {
      all.add(quoted(prefix, gram(chars, i, Grams.LONGEST)));
    }
    return some(all.stream().distinct().toList());
  }

  private static <T> List<T> some(List<T> all) {
    if (all.size() <= GRAMS) {
      return all;
    }
    List<T> some = new ArrayList<>(GRAMS);
    for (int i = 0; i < GRAMS; i++) {
      some.add(all.get((int) ((long) i * (all.size() - 1) / (GRAMS - 1))));
    }
    return some;
  }

  private static String and(List<String> tokens) {
    return String.join(" AND ", tokens);
  }

  private static String quoted(char prefix, String token) {
    return "\"" + prefix + token + '"';
  }

  /**
   * Asks for the messages that surely have the needle.
   *
   * @param words of {@link #words}; none when the needle is no run, or they are found otherwise
   * @return null when there are none
   */
  String sure(List<Section> sections, BitSet words) {
    StringJoiner any = new StringJoiner(" OR ").setEmptyValue("");
    for (Section section : sections) {
      if (isGram()) {
        any.add(shortGram(chars, 0, chars.length, section));
      } else if (isRun()) {
        if (chars.length == Grams.LONGEST) {
          any.add(quoted(section.gram, gram(chars, 0, chars.length)));
        }
        words.stream().forEach(id -> any.add(quoted(section.word, Dictionary.token(id))));
      }
    }
    return any.length() == 0 ? null : any.toString();
  }

  /**
   * Asks for the messages that may have the needle though {@link #sure} doesn't find them.
   *
   * @param few a run that more words have is looked for by its sequences
   * @return null when there are none
   */
  String maybe(Db db, Turns turns, List<Section> sections, int few) throws SQLException {
    if (isGram() || isRun() && chars.length == Grams.LONGEST) {
      return null;
    }
    StringJoiner any = new StringJoiner(" OR ");
    if (isRun()) {
      for (Section section : sections) {
        any.add('(' + and(grams(runs.getFirst().text, section.gram)) + ')');
      }
      return any.toString();
    }
    List<BitSet> words = new ArrayList<>();
    List<Run> some = runs.size() > RUNS ? runs.subList(0, RUNS) : runs;
    for (Run run : some) {
      words.add(words(db, turns, run, few));
    }
    for (Section section : sections) {
      StringJoiner all = new StringJoiner(" AND ", "(", ")");
      some(pairs).forEach(at -> all.add(shortGram(chars, at, 2, section)));
      for (int i = 0; i < some.size(); i++) {
        all.add(run(some.get(i), words.get(i), section));
      }
      any.add(all.toString());
    }
    return any.toString();
  }

  /** Asks for the messages that have all of the run's pairs: it is in too many words. */
  String pairs(List<Section> sections) {
    StringJoiner any = new StringJoiner(" OR ");
    for (Section section : sections) {
      any.add('(' + run(runs.getFirst(), null, section) + ')');
    }
    return any.toString();
  }

  private static String run(Run run, BitSet words, Section section) {
    if (words == null) {
      // In whatever words they are.
      int[] chars = run.text.codePoints().toArray();
      List<String> pairs = new ArrayList<>();
      for (int i = 0; i + 1 < chars.length; i++) {
        pairs.add(shortGram(chars, i, 2, section));
      }
      return and(some(pairs));
    }
    StringJoiner any = new StringJoiner(" OR ", "(", ")");
    words.stream().forEach(id -> any.add(quoted(section.word, Dictionary.token(id))));
    return any.add('(' + and(grams(run.text, section.gram)) + ')').toString();
  }
}
