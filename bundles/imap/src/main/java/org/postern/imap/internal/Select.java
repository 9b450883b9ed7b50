package org.postern.imap.internal;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.postern.mailbox.Folder;
import org.postern.mailbox.MessageFlags;
import org.postern.mailbox.UidRange;
import org.postern.mailbox.UidSet;

/**
 * SELECT and EXAMINE (RFC 9051 6.3.2, 6.3.3), with CONDSTORE and QRESYNC (RFC 7162 3.1.8, 3.2.5).
 */
final class Select implements Command.LoggedIn {
  private final boolean readOnly;

  Select(boolean readOnly) {
    this.readOnly = readOnly;
  }

  @Override
  public String verb() {
    return readOnly ? "EXAMINE" : "SELECT";
  }

  /**
   * What the client knew of the mailbox when it was here last.
   *
   * @param known the uids that it knew, or null for all
   * @param matchNumbers and {@code matchUids}: samples of what number which message had; null when
   *     it gave none
   */
  private record Known(
      long uidValidity,
      long modSeq,
      SequenceSet known,
      SequenceSet matchNumbers,
      SequenceSet matchUids) {}

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    in.space();
    String name = session.mailbox(in);
    boolean condstore = false;
    Known known = null;
    if (in.take(' ')) {
      in.open();
      do {
        if (in.takeWord("CONDSTORE")) {
          condstore = true;
        } else if (in.takeWord("QRESYNC")) {
          known = known(session, in);
        } else {
          throw in.expected("CONDSTORE or QRESYNC");
        }
      } while (in.take(' '));
      in.close();
    }
    in.end();
    leave(session);
    if (condstore || known != null) {
      session.enabled().condstoreOn();
    }
    Folder folder = user.folders().open(user.session(), user.path(name), readOnly);
    Selected selected;
    try {
      selected = new Selected(folder, session.enabled());
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
    session.select(selected);
    describe(session, user, name, selected);
    if (known != null) {
      resynchronize(session, selected, known);
    }
    return new Done(folder.readOnly() ? Code.READ_ONLY : Code.READ_WRITE, verb() + " completed");
  }

  private static Known known(Session session, CommandReader in) throws Failure {
    if (!session.enabled().qresync()) {
      // RFC 7162 3.2.5
      throw new Failure.Bad("ENABLE QRESYNC first");
    }
    in.space();
    in.open();
    final long uidValidity = in.number(1, CommandReader.NUMBER);
    in.space();
    final long modSeq = in.number(1, Long.MAX_VALUE);
    SequenceSet known = null;
    SequenceSet numbers = null;
    SequenceSet uids = null;
    if (in.take(' ')) {
      if (in.peek() != '(') {
        known = in.sequenceSet();
      }
      if (known == null || in.take(' ')) {
        if (session.enabled().uidOnly()) {
          // RFC 9586 3.4
          throw new Failure.Bad(Code.UIDREQUIRED, "There are no message numbers to compare");
        }
        in.open();
        numbers = in.sequenceSet();
        in.space();
        uids = in.sequenceSet();
        in.close();
        requireMatching(numbers, uids);
      }
    }
    in.close();
    return new Known(uidValidity, modSeq, known, numbers, uids);
  }

  // RFC 7162 3.2.5.2, 7: both ascend, have no *, and tell a uid for each number.
  private static void requireMatching(SequenceSet numbers, SequenceSet uids) throws Failure.Bad {
    if (!numbers.ascends() || !uids.ascends() || numbers.count() != uids.count()) {
      throw new Failure.Bad("Expected ascending numbers, and as many ascending uids");
    }
  }

  /** The mailbox before is left, whatever comes of this (RFC 9051 6.3.2). */
  private static void leave(Session session) throws IOException {
    if (session.selected() != null) {
      session.deselect();
      // RFC 9051 7.1, RFC 7162 3.2.11: to whoever it may be, for QRESYNC is offered. Responses
      // that come earlier are about the mailbox before.
      session.responses().status("OK", Code.CLOSED, "The mailbox before is closed");
    }
  }

  private static void describe(Session session, User user, String name, Selected selected)
      throws Failure, IOException {
    Responses out = session.responses();
    Folder folder = selected.folder();
    selected.tellFlags(out);
    Folder.PermanentFlags permanent = folder.permanentFlags();
    out.ascii("* OK [PERMANENTFLAGS ");
    FlagNames.write(
        out,
        new MessageFlags(
            permanent.flags().system() & FlagNames.SETTABLE, permanent.flags().keywords()),
        permanent.any() ? "\\*" : "");
    out.ascii("] These can be changed").end();
    out.untagged(folder.uids().size(), "EXISTS");
    if (!session.enabled().rev2()) {
      out.untagged(selected.recent().size(), "RECENT");
      OptionalLong unseen = folder.firstUnseen();
      if (unseen.isPresent() && !session.enabled().uidOnly()) {
        long number = selected.number(unseen.getAsLong());
        out.status("OK", new Code("UNSEEN " + number), "The first that is not seen");
      }
    }
    out.status("OK", new Code("UIDVALIDITY " + folder.uidValidity()), "Uids are valid");
    out.status("OK", new Code("UIDNEXT " + folder.uidNext()), "The next uid");
    tellModSeq(out, folder);
    // RFC 8474 4.2
    out.status("OK", new Code("MAILBOXID (" + folder.mailboxId() + ")"), "The mailbox's id");
    if (session.enabled().rev2()) {
      // RFC 9051 6.3.2: LIST tells the name as the server has it.
      out.ascii("* LIST (");
      String space = "";
      for (SpecialUse use : user.uses(name)) {
        out.ascii(space).ascii(use.attribute());
        space = " ";
      }
      out.ascii(") \"/\" ").mailbox(name).end();
    }
  }

  static void tellModSeq(Responses out, Folder folder) throws IOException {
    out.status("OK", new Code("HIGHESTMODSEQ " + folder.highestModSeq()), "The highest modseq");
  }

  // RFC 7162 3.2.5
  private static void resynchronize(Session session, Selected selected, Known known)
      throws IOException {
    Folder folder = selected.folder();
    if (known.uidValidity != folder.uidValidity()) {
      return;
    }
    UidSet asked =
        known.known == null
            ? UidSet.range(1, UidRange.MAX)
            : UidSet.of(
                known.known.resolve(UidRange.MAX).stream()
                    .map(r -> new UidRange(r.first(), r.last()))
                    .toList());
    UidSet vanished =
        folder.vanishedSince(known.modSeq, asked.minus(UidSet.of(matching(selected, known))));
    Responses out = session.responses();
    if (!vanished.isEmpty()) {
      out.untagged("VANISHED (EARLIER) " + vanished);
    }
    folder.fetch(
        folder.uids().intersect(asked),
        Folder.Detail.MODSEQ,
        known.modSeq,
        message ->
            selected.flags(
                out,
                new Folder.FlagsOf(message.uid(), message.flags(), message.modSeq()),
                true,
                true));
  }

  /**
   * The uids up to which the client's numbers are still right, so that nothing before vanished (RFC
   * 7162 3.2.5.2).
   */
  private static List<UidRange> matching(Selected selected, Known known) {
    if (known.matchNumbers == null) {
      return List.of();
    }
    UidSet all = selected.folder().uids();
    long[] numbers = first(known.matchNumbers);
    long[] uids = first(known.matchUids);
    long upTo = 0;
    for (int i = 0; i < Math.min(numbers.length, uids.length); i++) {
      if (numbers[i] > all.size() || all.get(numbers[i] - 1) != uids[i]) {
        break;
      }
      upTo = uids[i];
    }
    return upTo == 0 ? List.of() : List.of(new UidRange(1, upTo));
  }

  /** The numbers of a set one by one, a few thousand of them: they are samples. */
  private static long[] first(SequenceSet set) {
    return set.ranges().stream()
        .flatMapToLong(r -> LongStream.rangeClosed(r.first(), r.last()).limit(4096))
        .limit(4096)
        .toArray();
  }
}
