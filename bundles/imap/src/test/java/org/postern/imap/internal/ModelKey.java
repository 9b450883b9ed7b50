package org.postern.imap.internal;

import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.postern.imap.internal.ModelMailbox.Message;

/** A search key (RFC 9051 6.4.4) and the messages of the model that it stands for. */
record ModelKey(String text, Predicate<Message> matches) {

  /**
   * Any key.
   *
   * @param depth how deep keys may be in others
   * @param uidSets gives sets of uids
   */
  static ModelKey random(Random random, int depth, Supplier<Set<Long>> uidSets) {
    return switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0 -> new ModelKey("ALL", message -> true);
      case 1 -> flag(random, "SEEN", "\\Seen");
      case 2 -> flag(random, "FLAGGED", "\\Flagged");
      case 3 -> flag(random, "KEYWORD $k2", "$k2");
      case 4 -> {
        Set<Long> uids = uidSets.get();
        yield new ModelKey("UID " + ModelAnswers.set(uids), message -> uids.contains(message.uid));
      }
      case 5 -> {
        ModelKey key = random(random, depth - 1, uidSets);
        yield new ModelKey("NOT " + key.text, key.matches.negate());
      }
      default -> {
        ModelKey one = random(random, depth - 1, uidSets);
        ModelKey two = random(random, depth - 1, uidSets);
        yield random.nextBoolean()
            ? new ModelKey("OR " + one.text + " " + two.text, one.matches.or(two.matches))
            : new ModelKey("(" + one.text + " " + two.text + ")", one.matches.and(two.matches));
      }
    };
  }

  private static ModelKey flag(Random random, String text, String flag) {
    Predicate<Message> has = message -> message.flags.contains(flag);
    return random.nextBoolean() ? new ModelKey(text, has) : new ModelKey("UN" + text, has.negate());
  }
}
