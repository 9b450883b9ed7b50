package org.postern.mailbox.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.engine.EngineException;
import org.postern.mailbox.internal.engine.Selections.Item;
import org.postern.mailbox.internal.mime.MimeParser;
import org.postern.mailbox.internal.mime.PackedFacts;
import org.postern.mailbox.mime.MessageFacts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The facts of messages, which are computed here when they were stored without: before there were
 * facts, or by a rebuilt index.
 */
record MessageFactsReader(Engine engine) {
  private static final Logger LOG = LoggerFactory.getLogger(MessageFactsReader.class);
  private static final byte[] GONE = PackedFacts.pack(MimeParser.parse(new byte[0]));

  static MessageFacts of(byte[] packed) {
    return PackedFacts.of(packed);
  }

  /** The packed facts of each of these; missing ones are computed and kept. */
  List<byte[]> complete(List<Item> items) throws IOException {
    List<byte[]> all = new ArrayList<>(items.size());
    Map<Long, byte[]> computed = new HashMap<>();
    for (Item item : items) {
      byte[] packed = item.facts();
      if (!PackedFacts.isReadable(packed)) {
        long id = item.row().id();
        packed = computed.get(id);
        if (packed == null) {
          packed = compute(id);
          if (packed != GONE) {
            computed.put(id, packed);
          }
        }
      }
      all.add(packed);
    }
    if (!computed.isEmpty()) {
      keep(computed);
    }
    return all;
  }

  private byte[] compute(long id) throws IOException {
    MimeParser parser = new MimeParser();
    byte[] chunk = new byte[64 << 10];
    try (InputStream in = engine.messages().open(id)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        parser.update(chunk, 0, n);
      }
    } catch (EngineException.NoSuchMessage e) {
      return GONE; // expunged since its row was read
    }
    return PackedFacts.pack(parser.finish());
  }

  private void keep(Map<Long, byte[]> computed) {
    try {
      engine.selections().keepFacts(computed);
    } catch (IOException e) {
      // They are right all the same, and computed again the next time.
      LOG.debug("The facts of {} messages were not kept: {}", computed.size(), e.getMessage());
    }
  }
}
