package org.postern.mailbox.internal.james;

import jakarta.mail.Flags.Flag;
import java.util.Set;
import org.postern.mailbox.internal.engine.Flags;

/** Flags of the engine and of jakarta.mail. */
final class FlagSet {
  private static final Flag[] FLAGS = {
    Flag.ANSWERED, Flag.DELETED, Flag.DRAFT, Flag.FLAGGED, Flag.RECENT, Flag.SEEN
  };

  private static final int[] BITS = {
    Flags.ANSWERED, Flags.DELETED, Flags.DRAFT, Flags.FLAGGED, Flags.RECENT, Flags.SEEN
  };

  private FlagSet() {}

  static Flags engine(jakarta.mail.Flags flags) {
    int bits = 0;
    for (Flag flag : flags.getSystemFlags()) {
      for (int i = 0; i < FLAGS.length; i++) {
        if (FLAGS[i] == flag) {
          bits |= BITS[i];
        }
      }
    }
    String[] keywords = flags.getUserFlags();
    return keywords.length == 0 ? Flags.of(bits) : new Flags(bits, Set.of(keywords));
  }

  static jakarta.mail.Flags james(Flags flags) {
    jakarta.mail.Flags result = new jakarta.mail.Flags();
    for (int i = 0; i < FLAGS.length; i++) {
      if (flags.has(BITS[i])) {
        result.add(FLAGS[i]);
      }
    }
    flags.keywords().forEach(result::add);
    return result;
  }
}
