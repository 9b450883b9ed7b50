package org.postern.mailbox.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.james.core.Username;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.model.MailboxPath;
import org.postern.directory.Account.Quota;
import org.postern.mailbox.Delivery.Outcome;
import org.postern.mailbox.Delivery.Target;
import org.postern.mailbox.Folder;
import org.postern.mailbox.Folder.Detail;
import org.postern.mailbox.Folder.Message;
import org.postern.mailbox.FolderAppend;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.MessageFlags;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.james.Identifiers;
import org.postern.mailbox.internal.james.InlineEventBus;
import org.postern.mailbox.internal.james.JamesStore;
import org.postern.mailbox.internal.james.Limits;
import org.postern.mailbox.internal.james.LimitsMaxQuotaManager;

/** A store with everything that reaches mailboxes: folders, deliveries, maildrops, James. */
final class FolderFixture implements AutoCloseable {
  static final String ANN = "01ann";
  static final String BOB = "01bob";

  final Map<String, Quota> quotas = new ConcurrentHashMap<>();
  final InlineEventBus events = new InlineEventBus();
  final Engine engine;
  final JamesStore james;
  final FolderService folders;
  final Deliveries deliveries;
  final LockedMaildrops maildrops;

  FolderFixture(Path home) throws IOException {
    engine = Engine.open(home);
    james =
        new JamesStore(
            engine,
            JamesStore.Parts.standard(
                events,
                new LimitsMaxQuotaManager(new Limits.Stored(engine.quotas())),
                Identifiers.SIMPLE));
    Function<String, Quota> limits = user -> quotas.getOrDefault(user, Quota.INHERITED);
    folders =
        new FolderService(
            engine, james, new AccountQuotas(engine.quotas(), limits), events, Clock.systemUTC());
    deliveries = new Deliveries(engine, limits, events, Clock.systemUTC());
    maildrops = new LockedMaildrops(engine, events);
  }

  MailboxSession session(String user) {
    return james.mailboxManager().createSystemSession(Username.of(user));
  }

  static MailboxPath path(String user, String name) {
    return MailboxPath.forUser(Username.of(user), name);
  }

  Folder open(String user, String name) throws IOException {
    return folders.open(session(user), path(user, name), false);
  }

  void create(String user, String name) throws Exception {
    james.mailboxManager().createMailbox(path(user, name), session(user));
  }

  long deliver(String user, Text mail) {
    Outcome outcome = deliveries.deliver(mail, List.of(new Target(user, ""))).getFirst();
    return ((Outcome.Delivered) outcome).uid();
  }

  long append(String user, String name, MessageFlags flags, Text mail) throws IOException {
    try (FolderAppend append = folders.append(session(user), path(user, name))) {
      append.add(flags, 1_000_000, mail.size(), new ByteArrayInputStream(mail.octets()));
      return append.commit().uids().first();
    }
  }

  static List<Message> fetch(Folder folder, Detail detail) throws IOException {
    List<Message> all = new ArrayList<>();
    folder.fetch(folder.uids(), detail, 0, all::add);
    return all;
  }

  static Message fetchOne(Folder folder, long uid) throws IOException {
    List<Message> all = new ArrayList<>();
    folder.fetch(UidSet.of(uid), Detail.FACTS, 0, all::add);
    return all.getFirst();
  }

  /** A message with its octets. */
  record Read(Message message, Folder.Octets octets) {}

  static List<Read> fetch(Folder folder, Folder.Bodies bodies) throws IOException {
    List<Read> all = new ArrayList<>();
    bodies.fetch(folder.uids(), Detail.FACTS, 0, (m, octets) -> all.add(new Read(m, octets)));
    return all;
  }

  static String read(Maildrop.Body body, long from, long length) throws IOException {
    ByteBuffer octets = ByteBuffer.allocate((int) length);
    while (octets.hasRemaining()
        && body.file().read(octets, body.position() + from + octets.position()) >= 0) {}
    return new String(octets.array(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    engine.close();
  }
}
