package org.postern.mailbox.internal;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.mailbox.Content;
import org.postern.mailbox.FolderAppend;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.MessageFlags;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Flags;
import org.postern.mailbox.internal.engine.Mailboxes.Box;
import org.postern.mailbox.internal.engine.Messages;
import org.postern.mailbox.internal.engine.Messages.Row;
import org.postern.mailbox.internal.james.ThreadHeaders;
import org.postern.mailbox.internal.mime.NulEncoder;

/** Messages that are read one after the other and stored together. */
final class UidAppend implements FolderAppend {
  /** Octets of one message, and of all, that are kept in memory; others go to the disk at once. */
  private static final int SMALL = 64 << 10;

  private static final int MEMORY = 1 << 20;

  /** Octets of all that come into memory to be stored; what is more is stored alone. */
  private static final int TOGETHER = 8 << 20;

  private static final byte[] NO_ENVELOPE = {};

  private final FolderService.Tools tools;
  private final FolderService.Found to;

  /** What goes as this comes; null = nothing. */
  private final Replacing replacing;

  /** Whether what goes makes room for this: it is of the same account. */
  private final boolean room;

  private final List<Messages.Append> pending = new ArrayList<>();
  private final List<Messages.Ahead> ahead = new ArrayList<>();
  private long bytes;
  private long inMemory;

  /** A message that another one takes the place of. */
  record Replacing(SelectedFolder folder, Box box, Row old) {}

  UidAppend(FolderService.Tools tools, FolderService.Found to) {
    this(tools, to, null);
  }

  UidAppend(FolderService.Tools tools, FolderService.Found to, Replacing replacing) {
    this.tools = tools;
    this.to = to;
    this.replacing = replacing;
    this.room = replacing != null && replacing.box().user().equals(to.box().user());
  }

  /** How many messages more there will be, with so many more. */
  private long messages(int more) {
    return pending.size() + more - (room ? 1 : 0);
  }

  /** How many octets more there will be, with so many more. */
  private long octets(long more) {
    return bytes + more - (room ? replacing.old().size() : 0);
  }

  @Override
  public void check(long octets) throws IOException {
    String user = to.box().user();
    Optional<String> full =
        EngineCalls.call(() -> tools.quotas().full(user, messages(1), octets(octets)));
    if (full.isPresent()) {
      throw new FolderException.OverQuota(full.get());
    }
  }

  @Override
  public void add(MessageFlags flags, long internalDate, long octets, InputStream message)
      throws IOException {
    check(octets);
    byte[] begin = message.readNBytes((int) Math.min(octets, SMALL));
    if (begin.length < Math.min(octets, SMALL)) {
      throw new EOFException("The message ended before its " + octets + " octets");
    }
    if (octets <= SMALL) {
      small(flags, internalDate, begin);
      return;
    }
    InputStream rest = new Limited(message, octets - begin.length);
    InputStream all = new SequenceInputStream(new ByteArrayInputStream(begin), rest);
    large(flags, internalDate, begin, new Octets(octets, all, null));
  }

  @Override
  public void add(MessageFlags flags, long internalDate, InputStream message) throws IOException {
    byte[] begin = message.readNBytes(SMALL + 1);
    if (begin.length <= SMALL) {
      check(begin.length);
      small(flags, internalDate, begin);
      return;
    }
    ThreadHeaders thread = ThreadHeaders.scan(new ByteArrayInputStream(begin));
    InputStream all = new SequenceInputStream(new ByteArrayInputStream(begin), message);
    Messages.Ahead read =
        EngineCalls.call(() -> tools.engine().messages().readAhead(all, TOGETHER - bytes));
    ahead.add(read);
    check(read.size());
    take(flags, internalDate, textual(read), thread);
  }

  private void small(MessageFlags flags, long internalDate, byte[] octets) throws IOException {
    Octets message = new Octets(octets.length, null, octets);
    if (holdsNul(octets)) {
      Optional<Content> encoded = NulEncoder.encode(message);
      if (encoded.isPresent()) {
        check(encoded.get().size());
        try (InputStream in = encoded.get().open()) {
          byte[] all = in.readAllBytes();
          message = new Octets(all.length, null, all);
        }
      }
    }
    if (message.size() <= SMALL && inMemory + message.size() <= MEMORY) {
      inMemory += message.size();
      take(flags, internalDate, message, ThreadHeaders.scan(message.open()));
    } else {
      large(flags, internalDate, octets, message);
    }
  }

  private static boolean holdsNul(byte[] octets) {
    for (byte octet : octets) {
      if (octet == 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param begin of the message, with its header as far as that is looked at
   */
  private void large(MessageFlags flags, long internalDate, byte[] begin, Octets message)
      throws IOException {
    ThreadHeaders thread = ThreadHeaders.scan(new ByteArrayInputStream(begin));
    take(flags, internalDate, textual(readAhead(message)), thread);
  }

  private Messages.Ahead readAhead(Content message) throws IOException {
    boolean alone = bytes + message.size() > TOGETHER;
    Messages.Ahead read =
        EngineCalls.call(() -> tools.engine().messages().readAhead(message, alone));
    ahead.add(read);
    return read;
  }

  /** The same message, or another one in its place: with NUL encoded where that can be. */
  private Messages.Ahead textual(Messages.Ahead read) throws IOException {
    Optional<Content> encoded = read.holdsNul() ? NulEncoder.encode(read) : Optional.empty();
    if (encoded.isEmpty()) {
      return read;
    }
    check(encoded.get().size());
    Messages.Ahead other = readAhead(encoded.get());
    ahead.remove(read);
    read.close();
    return other;
  }

  private void take(MessageFlags flags, long internalDate, Content content, ThreadHeaders thread) {
    bytes += content.size();
    Flags allowed = to.rights().allowed(flags);
    pending.add(
        new Messages.Append(
            0,
            content,
            NO_ENVELOPE,
            List.of(
                new Messages.Target(
                    to.box().id(),
                    new Flags(allowed.system() | Flags.RECENT, allowed.keywords()),
                    internalDate,
                    tools.clock().millis(),
                    0,
                    thread.keys(to.box().user())))));
  }

  /** Octets that are in memory, or that come once. */
  private record Octets(long size, InputStream once, byte[] kept) implements Content {
    @Override
    public InputStream open() {
      return kept == null ? once : new ByteArrayInputStream(kept);
    }
  }

  /** The next octets of a stream that goes on behind them and isn't closed. */
  private static final class Limited extends InputStream {
    private final InputStream in;
    private long left;

    Limited(InputStream in, long left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      int octet = left == 0 ? -1 : in.read();
      left -= octet < 0 ? 0 : 1;
      return octet;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      if (left == 0) {
        return -1;
      }
      int n = in.read(b, off, (int) Math.min(len, left));
      left -= Math.max(n, 0);
      return n;
    }
  }

  @Override
  public Appended commit() throws IOException {
    List<Row> rows = new ArrayList<>(pending.size());
    List<Row> gone = new ArrayList<>();
    String user = to.box().user();
    try (Reservation _ = Reservation.of(tools.quotas(), user, messages(0), octets(0))) {
      if (replacing != null) {
        Messages.Replaced done = replace();
        rows.add(done.added());
        gone.add(done.removed());
      } else if (pending.size() == 1) {
        // One is whole or not there after a power cut, so its record alone needs a flush.
        rows.addAll(EngineCalls.call(() -> tools.engine().messages().append(pending.getFirst())));
      } else {
        EngineCalls.call(() -> tools.engine().messages().appendAll(pending))
            .forEach(each -> rows.add(each.getFirst()));
      }
    } finally {
      close();
    }
    tools.events().appended(to.box(), rows);
    if (replacing != null) {
      tools.events().expunged(replacing.box(), gone);
    }
    UidSet.Builder uids = new UidSet.Builder();
    rows.forEach(row -> uids.add(row.uid()));
    return new Appended(Places.id(to.box()), to.box().uidValidity(), uids.build());
  }

  private Messages.Replaced replace() throws IOException {
    if (pending.size() != 1) {
      throw new IllegalStateException("One message takes the place of one");
    }
    // A message is long on its way: rights may have gone meanwhile.
    replacing.folder().requireRemoval();
    Row old = replacing.old();
    return EngineCalls.call(
        () -> tools.engine().messages().replace(pending.getFirst(), old.mailbox(), old.uid()));
  }

  @Override
  public void close() throws IOException {
    for (Messages.Ahead each : ahead) {
      each.close();
    }
    ahead.clear();
    pending.clear();
    bytes = 0;
    inMemory = 0;
  }
}
