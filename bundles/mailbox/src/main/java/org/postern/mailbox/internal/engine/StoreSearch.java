package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.postern.mailbox.internal.text.Fold;
import org.postern.mailbox.internal.text.MessageText;
import org.postern.mailbox.internal.text.Occurrence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Search}: asks the index which messages to read, then reads them. */
final class StoreSearch implements Search {
  private static final Logger LOG = LoggerFactory.getLogger(StoreSearch.class);

  /** So few messages are read sooner than the index of all mailboxes is asked. */
  private static final int FEW = 32;

  /** After so many rows other sessions may have the carrier thread. */
  private static final int LET_OTHERS = 4_096;

  private final Messages messages;
  private final Bodies bodies;
  private final Indexed indexed;
  private final SearchFile file;
  private final Indexer indexer;

  StoreSearch(Messages messages, Bodies bodies, Indexed indexed, SearchFile file, Indexer indexer) {
    this.messages = messages;
    this.bodies = bodies;
    this.indexed = indexed;
    this.file = file;
    this.indexer = indexer;
  }

  /** Messages of a mailbox: uids, and ids at the same positions. */
  private static final class Rows {
    long[] uids = new long[64];
    long[] ids = new long[64];
    int count;

    void add(long uid, long id) {
      if (count % LET_OTHERS == LET_OTHERS - 1) {
        Thread.yield();
      }
      if (count == uids.length) {
        uids = Arrays.copyOf(uids, 2 * count);
        ids = Arrays.copyOf(ids, 2 * count);
      }
      uids[count] = uid;
      ids[count++] = id;
    }

    void keep(LongPredicate among) {
      int kept = 0;
      for (int i = 0; i < count; i++) {
        if (among.test(uids[i])) {
          uids[kept] = uids[i];
          ids[kept++] = ids[i];
        }
      }
      count = kept;
    }
  }

  @Override
  public long[] find(
      long mailbox, Messages.Range range, LongPredicate among, LongConsumer reading, Key key)
      throws IOException {
    Rows rows = new Rows();
    messages.scan(mailbox, range, (uid, flags, modSeq, size, date, id) -> rows.add(uid, id));
    rows.keep(among);
    String needle = Fold.fold(key.text());
    long[] found = new long[rows.count];
    int n = 0;
    BitSet possible = possible(Arrays.copyOf(rows.ids, rows.count), needle);
    for (int i = possible.nextSetBit(0); i >= 0; i = possible.nextSetBit(i + 1)) {
      reading.accept(rows.uids[i]);
      if (matches(rows.ids[i], key, needle)) {
        found[n++] = rows.uids[i];
      }
    }
    return Arrays.copyOf(found, n);
  }

  /** Which of the messages have to be read. */
  private BitSet possible(long[] ids, String needle) {
    BitSet all = new BitSet(ids.length);
    all.set(0, ids.length);
    if (ids.length < FEW || needle.codePointCount(0, needle.length()) < SearchFile.GRAM) {
      return all;
    }
    // Before the index is asked: what is in it by now, the answer has.
    Indexed.Look look = indexed.look(ids);
    indexer.wake();
    if (look.sure().isEmpty()) {
      return all;
    }
    long[] candidates;
    try {
      long[] sorted = ids.clone();
      Arrays.sort(sorted);
      candidates = file.candidates(needle, sorted[0], sorted[sorted.length - 1]);
    } catch (IOException e) {
      if (indexed.isStill(look)) {
        LOG.warn("The search index can't be read: the messages are read instead", e);
        indexer.fail();
      }
      return all;
    }
    if (!indexed.isStill(look)) {
      return all;
    }
    for (int i = look.sure().nextSetBit(0); i >= 0; i = look.sure().nextSetBit(i + 1)) {
      if (Arrays.binarySearch(candidates, ids[i]) < 0) {
        all.clear(i);
      }
    }
    return all;
  }

  private boolean matches(long id, Key key, String needle) throws IOException {
    Occurrence occurrence =
        switch (key) {
          case Key.Header header -> Occurrence.inField(header.name(), needle);
          case Key.Body _ -> Occurrence.inBody(needle);
          case Key.Text _ -> Occurrence.inText(needle);
        };
    if (needle.isEmpty() && !(key instanceof Key.Header)) {
      return true;
    }
    try {
      MessageText.read(
          () -> bodies.open(id, 0, Long.MAX_VALUE), key instanceof Key.Header, occurrence);
      return occurrence.found();
    } catch (EngineException.NoSuchMessage gone) {
      return false;
    } catch (EngineException.Corrupt e) {
      LOG.error("A search had to leave a message out", e);
      return false;
    }
  }

  @Override
  public long indexed() {
    return indexed.size();
  }
}
