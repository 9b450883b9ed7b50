package org.postern.mailbox.internal.engine;

import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What is known of the messages of one search after the index was asked. For one thread. */
final class Found {
  /** It is no match. */
  static final byte NO = -1;

  /** It has to be read. */
  static final byte READ = 0;

  /** It is a match. */
  static final byte SURE = 1;

  private final Ascending unsure;
  private final Ascending sure;
  private final Ascending maybe;
  private final byte ofSure;

  /**
   * @param unsure messages that have to be read whatever the index says, ascending
   * @param trusted whether what the index is sure of need not be read
   */
  Found(long[] unsure, SearchFile.Hits hits, boolean trusted) {
    this.unsure = new Ascending(unsure);
    this.sure = new Ascending(hits.sure());
    this.maybe = new Ascending(hits.maybe());
    this.ofSure = trusted ? SURE : READ;
  }

  /** One of {@link #NO}, {@link #READ} and {@link #SURE}. */
  byte state(long id) {
    if (unsure.has(id)) {
      return READ;
    }
    if (sure.has(id)) {
      return ofSure;
    }
    return maybe.has(id) ? READ : NO;
  }

  /** All that match or have to be read, ascending. */
  long[] ids() {
    return Stream.of(unsure, sure, maybe)
        .flatMapToLong(each -> LongStream.of(each.ids))
        .sorted()
        .distinct()
        .toArray();
  }

  /** Numbers that are asked for in about their own order. */
  private static final class Ascending {
    final long[] ids;
    private int at;

    Ascending(long[] ids) {
      this.ids = ids;
    }

    boolean has(long id) {
      if (at > 0 && ids[at - 1] >= id) {
        return Arrays.binarySearch(ids, 0, at, id) >= 0;
      }
      while (at < ids.length && ids[at] < id) {
        at++;
      }
      return at < ids.length && ids[at] == id;
    }
  }
}
