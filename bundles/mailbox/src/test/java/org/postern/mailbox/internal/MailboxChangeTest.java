package org.postern.mailbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.mailbox.internal.FolderFixture.ANN;
import static org.postern.mailbox.internal.FolderFixture.BOB;
import static org.postern.mailbox.internal.FolderFixture.path;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.james.core.Username;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.model.MailboxACL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.Folders;
import org.postern.mailbox.MailboxChange;

class MailboxChangeTest {
  @TempDir Path home;

  @Test
  void whatBecomesOfMailboxesIsToldInOrder() throws Exception {
    try (FolderFixture store = new FolderFixture(home)) {
      MailboxSession ann = store.session(ANN);
      MailboxManager manager = store.james.mailboxManager();
      List<MailboxChange> told = new ArrayList<>();
      try (Folders.Registration _ = store.folders.listen(told::add)) {
        manager.createMailbox(path(ANN, "box"), ann);
        store.james.subscriptionManager().subscribe(ann, path(ANN, "box"));
        store.james.subscriptionManager().unsubscribe(ann, path(ANN, "box"));
        manager.applyRightsCommand(
            path(ANN, "box"),
            MailboxACL.command()
                .forUser(Username.of(BOB))
                .rights(MailboxACL.Right.Read)
                .asAddition(),
            ann);
        manager.renameMailbox(path(ANN, "box"), path(ANN, "other"), ann);
        manager.deleteMailbox(path(ANN, "other"), ann);
        // Who gets mail gets an INBOX for it, and messages are no change of mailboxes.
        store.deliver(BOB, Text.mail("one", "text"));
        store.deliver(BOB, Text.mail("two", "text"));
      }
      manager.createMailbox(path(ANN, "unheard"), ann);
      MailboxSession.SessionId by = ann.getSessionId();
      assertThat(told)
          .containsExactly(
              new MailboxChange.Created(by, path(ANN, "box")),
              new MailboxChange.Subscription(by, path(ANN, "box"), ann.getUser()),
              new MailboxChange.Subscription(by, path(ANN, "box"), ann.getUser()),
              new MailboxChange.Rights(by, path(ANN, "box")),
              new MailboxChange.Renamed(by, path(ANN, "box"), path(ANN, "other")),
              new MailboxChange.Deleted(by, path(ANN, "other")),
              new MailboxChange.Created(Places.SESSION, path(BOB, "INBOX")));
    }
  }
}
