package org.postern.imap.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.postern.mailbox.Folder;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.MessageFlags;
import org.postern.mailbox.UidRange;
import org.postern.mailbox.UidSet;

/**
 * The selected mailbox as the client knows it: what it is told of changes, and when (RFC 9051 5.2,
 * 7.5.1). For one thread at a time.
 */
final class Selected implements SearchScope {
  private final Folder folder;
  private final Enabled enabled;

  /** Keywords that FLAGS has told. */
  private final Set<String> told = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  /** The messages that are \Recent here, as last asked; of no use to IMAP4rev2. */
  private UidSet recent = UidSet.EMPTY;

  /** What SEARCH RETURN (SAVE) has saved: {@code $} (RFC 5182). */
  private UidSet saved = UidSet.EMPTY;

  private final Contexts contexts;
  private Interest interest = Interest.USUAL;

  /** New messages that are this session's own doing. */
  private UidSet own = UidSet.EMPTY;

  /** Messages that this session changed, which {@link Contexts} have not been told. */
  private UidSet touched = UidSet.EMPTY;

  /** Flags that the answer of the command in hand has told. */
  private final List<Answered> answered = new ArrayList<>();

  /** Flags of messages as they were at a modseq. */
  private record Answered(UidSet uids, long modSeq) {
    boolean holds(Folder.FlagsOf flags) {
      return flags.modSeq() <= modSeq && uids.contains(flags.uid());
    }
  }

  Selected(Folder folder, Enabled enabled) throws IOException {
    this.folder = folder;
    this.enabled = enabled;
    this.contexts = new Contexts(folder);
    if (!enabled.rev2()) {
      recent = folder.recent();
    }
  }

  Folder folder() {
    return folder;
  }

  /** Whether it is this mailbox: its name may have become another's since (RFC 2180 3.4). */
  boolean is(String mailboxId) {
    return folder.mailboxId().equals(mailboxId);
  }

  @Override
  public UidSet recent() {
    return recent;
  }

  Contexts contexts() {
    return contexts;
  }

  /** This session changed the flags of messages and has told so. */
  void touched(UidSet uids) {
    if (!contexts.isEmpty()) {
      touched = touched.union(uids);
    }
  }

  /**
   * The command in hand has told the flags of messages, and all else that goes with them (see
   * {@link #tellsUid}, {@link #tellsModSeq}), as they were at a modseq or later.
   */
  void answered(UidSet uids, long modSeq) {
    answered.add(new Answered(uids, modSeq));
  }

  /** The same of messages that were changed together. */
  void answered(List<Folder.FlagsOf> messages) {
    UidSet.Builder uids = new UidSet.Builder();
    messages.forEach(message -> uids.add(message.uid()));
    answered(uids.build(), modSeq(messages));
  }

  /** The modseq of messages that were changed together. */
  static long modSeq(List<Folder.FlagsOf> messages) {
    return messages.stream().mapToLong(Folder.FlagsOf::modSeq).max().orElse(0);
  }

  /** What the client wants to be told from now on. */
  void interest(Interest now) {
    interest = now;
  }

  Interest interest() {
    return interest;
  }

  /** This session added messages: the client needs no more than their number (RFC 5465 5.2). */
  void added(UidSet uids) {
    if (!interest.fetch().isEmpty()) {
      own = own.union(uids);
    }
  }

  /** Whether the uid is told with flags: with QRESYNC, and once the client has used NOTIFY. */
  boolean tellsUid() {
    // RFC 7162 3.2.4, RFC 5465 5.1
    return enabled.qresync() || interest != Interest.USUAL;
  }

  /** Whether MODSEQ is told with flags. */
  boolean tellsModSeq() {
    return enabled.condstore();
  }

  // WHAT IS TOLD

  /**
   * Tells what has happened since the last call, as far as the client is interested.
   *
   * @param renumber as for {@link #follow}
   */
  void tell(Responses out, boolean renumber) throws IOException {
    if (interest.messages()) {
      follow(out, renumber);
    } else if (!touched.isEmpty()) {
      contexts.look(changed(Folder.Changes.NONE)).tell(out);
    }
    answered.clear();
  }

  /**
   * Tells what has happened since the last call.
   *
   * @param renumber whether messages may leave and others take their numbers: not while the client
   *     reads or sends message numbers (RFC 9051 7.5.1)
   */
  void follow(Responses out, boolean renumber) throws IOException {
    UidSet before = folder.uids();
    Folder.Changes changes = folder.poll(renumber);
    if (changes.isEmpty() && touched.isEmpty()) {
      return;
    }
    if (!changes.expunged().isEmpty()) {
      contexts.expunged(out, changes.expunged(), before);
      expunged(out, changes);
    }
    if (!changes.added().isEmpty()) {
      arrived(out);
    }
    Contexts.Updates updates = contexts.look(changed(changes));
    tellNew(out, changes.added(), updates);
    if (interest.flags()) {
      for (Folder.FlagsOf flags : changes.flags()) {
        if (answered.stream().noneMatch(told -> told.holds(flags))) {
          flags(out, flags, tellsUid(), true);
        }
      }
    }
    updates.tell(out);
  }

  /** What was asked to be told of new messages, all of a message in one response (RFC 5465 5.2). */
  private void tellNew(Responses out, UidSet added, Contexts.Updates updates) throws IOException {
    Map<Set<FetchItem>, UidSet.Builder> byItems = new LinkedHashMap<>();
    added.forEach(
        uid -> {
          Set<FetchItem> items = new LinkedHashSet<>();
          if (!own.contains(uid)) {
            items.addAll(interest.fetch());
          }
          items.addAll(updates.asked(uid));
          if (!items.isEmpty()) {
            byItems.computeIfAbsent(items, all -> new UidSet.Builder()).add(uid);
          }
        });
    TimeSlice slice = new TimeSlice(System::nanoTime);
    for (Map.Entry<Set<FetchItem>, UidSet.Builder> each : byItems.entrySet()) {
      FetchRequest request = FetchRequest.of(each.getKey());
      try {
        new FetchWriter(out, (done, goal) -> slice.pass(), this, request, UidSet.EMPTY)
            .write(each.getValue().build());
      } catch (FolderException.NoRight e) {
        // RFC 4314 4: the right r was taken away since the change.
        break;
      }
    }
    own = own.minus(added);
  }

  /** The messages of which results may have changed. */
  private UidSet changed(Folder.Changes changes) {
    UidSet all = touched.union(changes.added());
    touched = UidSet.EMPTY;
    if (contexts.isEmpty() || changes.flags().isEmpty()) {
      return all;
    }
    UidSet.Builder flags = new UidSet.Builder();
    changes.flags().forEach(each -> flags.add(each.uid()));
    return all.union(flags.build());
  }

  private void expunged(Responses out, Folder.Changes changes) throws IOException {
    if (enabled.vanished()) {
      // RFC 7162 3.2.10
      out.untagged("VANISHED " + changes.expunged());
    } else {
      for (long number : changes.expungedNumbers()) {
        out.untagged(number, "EXPUNGE");
      }
    }
    recent = recent.minus(changes.expunged());
    saved = saved.minus(changes.expunged());
  }

  private void arrived(Responses out) throws IOException {
    out.untagged(folder.uids().size(), "EXISTS");
    if (!enabled.rev2()) {
      recent = folder.recent();
      out.untagged(recent.size(), "RECENT");
    }
  }

  /** An untagged FETCH with the flags of a message, if the client knows of it. */
  void flags(Responses out, Folder.FlagsOf of, boolean uid, boolean withFlags) throws IOException {
    long number = number(of.uid());
    if (number == 0) {
      return;
    }
    if (withFlags) {
      announce(out, of.flags());
    }
    begin(out, number, of.uid());
    if (uid && !enabled.uidOnly()) {
      out.ascii("UID ").number(of.uid()).octet(' ');
    }
    if (withFlags) {
      out.ascii("FLAGS ");
      FlagNames.write(out, here(of.uid(), of.flags()));
    }
    if (enabled.condstore()) {
      out.ascii(withFlags ? " MODSEQ (" : "MODSEQ (").number(of.modSeq()).octet(')');
    }
    out.octet(')').end();
  }

  /** The beginning of a FETCH response up to its parenthesis. */
  void begin(Responses out, long number, long uid) throws IOException {
    if (enabled.uidOnly()) {
      // RFC 9586 3.3
      out.ascii("* ").number(uid).ascii(" UIDFETCH (");
    } else {
      out.ascii("* ").number(number).ascii(" FETCH (");
    }
  }

  /** Whether the uid stands at the beginning of a FETCH response, and need not be told in it. */
  boolean beginsWithUid() {
    return enabled.uidOnly();
  }

  /** Refuses a message number where there are none (RFC 9586 3.1). */
  @Override
  public void requireNumbers(boolean saved) throws Failure.Bad {
    if (enabled.uidOnly() && !saved) {
      throw new Failure.Bad(Code.UIDREQUIRED, "There are no message numbers; use UID");
    }
  }

  /** A message's flags as this session tells them: \Recent is the session's own. */
  MessageFlags here(long uid, MessageFlags flags) {
    int system = flags.system() & FlagNames.SETTABLE;
    if (!enabled.rev2() && recent.contains(uid)) {
      system |= MessageFlags.RECENT;
    }
    return system == flags.system() ? flags : new MessageFlags(system, flags.keywords());
  }

  /** Tells FLAGS anew when a message has a keyword that it has not told (RFC 9051 7.3.5). */
  void announce(Responses out, MessageFlags flags) throws IOException {
    if (!flags.keywords().isEmpty() && !told.containsAll(flags.keywords())) {
      told.addAll(flags.keywords());
      tellFlags(out);
    }
  }

  /** The FLAGS response. */
  void tellFlags(Responses out) throws IOException {
    told.addAll(folder.keywords());
    out.ascii("* FLAGS ");
    FlagNames.write(out, new MessageFlags(FlagNames.SETTABLE, told));
    out.end();
  }

  // MESSAGES BY NUMBER

  /** The sequence number of a message; 0 when the client does not know of it. */
  long number(long uid) {
    return folder.uids().indexOf(uid) + 1;
  }

  /** Message numbers, or uids, as they are written in ranges, for sets of messages. */
  UidSet numbers(UidSet uids) {
    return Contexts.numbers(uids, folder.uids());
  }

  /**
   * The messages that a client names.
   *
   * @param byUid whether it named uids; others than those in the mailbox are passed over (RFC 9051
   *     6.4.9)
   * @throws Failure.Bad when it named a number that no message has
   */
  UidSet messages(MessageSet set, boolean byUid) throws Failure.Bad {
    return switch (set) {
      case MessageSet.Saved _ -> saved;
      case MessageSet.Named named -> byUid ? byUid(named.set()) : byNumber(named.set());
    };
  }

  /** The same, but numbers that no message has are passed over. */
  @Override
  public UidSet known(MessageSet set, boolean byUid) {
    UidSet all = folder.uids();
    if (set instanceof MessageSet.Named(SequenceSet named) && !byUid) {
      List<UidRange> uids = new ArrayList<>();
      for (SequenceSet.Range range : named.resolve(all.size())) {
        if (range.first() <= all.size()) {
          long last = Math.min(range.last(), all.size());
          uids.add(new UidRange(all.get(range.first() - 1), all.get(last - 1)));
        }
      }
      return shared(UidSet.of(uids).intersect(all), all);
    }
    return set instanceof MessageSet.Named(SequenceSet named) ? byUid(named) : saved;
  }

  private UidSet byUid(SequenceSet set) {
    return byUid(set, folder.uids());
  }

  /** The messages, of these, that uids name. */
  static UidSet byUid(SequenceSet set, UidSet all) {
    List<UidRange> ranges =
        set.resolve(all.last()).stream().map(r -> new UidRange(r.first(), r.last())).toList();
    return shared(UidSet.of(ranges).intersect(all), all);
  }

  /** A command may name the whole mailbox many times: that is one set. */
  private static UidSet shared(UidSet found, UidSet all) {
    return found.size() == all.size() ? all : found;
  }

  private UidSet byNumber(SequenceSet set) throws Failure.Bad {
    long size = folder.uids().size();
    for (SequenceSet.Range range : set.ranges()) {
      // RFC 9051 6.4.5: a number beyond the mailbox is an error, and so is * of an empty one.
      if (Math.max(range.first(), range.last()) > size || size == 0) {
        throw new Failure.Bad("The mailbox has " + size + " messages");
      }
    }
    return known(new MessageSet.Named(set), false);
  }

  UidSet saved() {
    return saved;
  }

  void save(UidSet uids) {
    saved = uids;
  }

  void close() {
    folder.close();
  }
}
