package org.postern.mailbox.internal.engine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.postern.mailbox.internal.engine.Search.Key;
import org.postern.mailbox.internal.text.Fold;
import org.postern.mailbox.internal.text.MessageText;
import org.postern.mailbox.internal.text.Occurrence;

/** Mail that is searched, and what reading all of a message says of a key. */
final class Searched {
  private Searched() {}

  static long inbox(Engine engine, String user) throws IOException {
    return engine.mailboxes().create("#private", user, "INBOX").id();
  }

  static Messages.Append append(byte[] octets, long mailbox) {
    return new Messages.Append(
        0,
        Mail.content(octets),
        null,
        List.of(new Messages.Target(mailbox, Flags.NONE, 1_000, 2_000, 0, null)));
  }

  static void awaitIndexed(Engine engine, long count) {
    engine.search().prepare();
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> engine.search().indexed() == count);
  }

  static boolean matches(byte[] octets, Key key) throws IOException {
    String needle = Fold.fold(key.text());
    Occurrence occurrence =
        switch (key) {
          case Key.Header h -> Occurrence.inField(h.name(), needle);
          case Key.Body _ -> Occurrence.inBody(needle);
          case Key.Text _ -> Occurrence.inText(needle);
        };
    MessageText.read(() -> new ByteArrayInputStream(octets), false, occurrence);
    return occurrence.found() || (needle.isEmpty() && !(key instanceof Key.Header));
  }
}
