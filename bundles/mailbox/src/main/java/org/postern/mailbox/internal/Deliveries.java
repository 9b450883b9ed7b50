package org.postern.mailbox.internal;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.postern.directory.Account;
import org.postern.mailbox.Content;
import org.postern.mailbox.Delivery;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.engine.EngineException;
import org.postern.mailbox.internal.engine.Flags;
import org.postern.mailbox.internal.engine.Mailboxes.Box;
import org.postern.mailbox.internal.engine.Messages;
import org.postern.mailbox.internal.engine.Messages.Append;
import org.postern.mailbox.internal.engine.Messages.Row;
import org.postern.mailbox.internal.engine.Quotas;
import org.postern.mailbox.internal.james.InlineEventBus;
import org.postern.mailbox.internal.james.ThreadHeaders;
import org.postern.mailbox.internal.mime.NulEncoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers straight into the engine: one body, a row in each mailbox, one transaction; James'
 * listeners hear of it afterwards in the same thread.
 */
public final class Deliveries implements Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
  private static final byte[] NO_ENVELOPE = {};

  private final Engine engine;
  private final Places places;
  private final AccountQuotas quotas;
  private final FolderEvents events;
  private final Clock clock;

  /**
   * @param limits the limits in force for an account
   */
  public Deliveries(
      Engine engine, Function<String, Account.Quota> limits, InlineEventBus events, Clock clock) {
    this.engine = engine;
    this.places = new Places(engine.mailboxes(), events);
    this.quotas = new AccountQuotas(engine.quotas(), limits);
    this.events = new FolderEvents(events);
    this.clock = clock;
  }

  @Override
  public boolean fits(String user, long octets) {
    try {
      return quotas.full(user, 1, octets).isEmpty();
    } catch (IOException e) {
      // The delivery itself will tell; refusing for good here would lose mail.
      LOG.warn("The usage of {} can't be read: {}", user, e.getMessage());
      return true;
    }
  }

  @Override
  public List<Outcome> deliver(Content content, List<Target> targets) {
    try {
      try {
        return attempt(new Messages.WithoutNul(content), targets);
      } catch (EngineException.HoldsNul e) {
        // RFC 3030 3: who can't pass binary content on as it is encodes it. It is another message
        // now, larger than what room was held for.
        return attempt(NulEncoder.encode(content).orElse(content), targets);
      }
    } catch (IOException e) {
      LOG.error("A message of {} octets could not be read", content.size(), e);
      Outcome[] outcomes = new Outcome[targets.size()];
      fill(outcomes, new Outcome.Failed("The message can't be read"));
      return List.of(outcomes);
    }
  }

  private List<Outcome> attempt(Content content, List<Target> targets)
      throws EngineException.HoldsNul {
    Outcome[] outcomes = new Outcome[targets.size()];
    List<Integer> admitted = new ArrayList<>(targets.size());
    List<Quotas.Hold<String>> holds = new ArrayList<>();
    try {
      // In the order of the users, each once: those who wait for one another never do so in a ring.
      TreeMap<String, List<Integer>> byUser = new TreeMap<>();
      for (int i = 0; i < outcomes.length; i++) {
        byUser.computeIfAbsent(targets.get(i).user(), u -> new ArrayList<>()).add(i);
      }
      for (Map.Entry<String, List<Integer>> user : byUser.entrySet()) {
        admitted.addAll(admit(user.getKey(), user.getValue(), content.size(), holds, outcomes));
      }
      if (!admitted.isEmpty()) {
        store(content, targets, admitted, outcomes);
      }
    } catch (EngineException.HoldsNul e) {
      throw e;
    } catch (EngineException.NoSpace e) {
      LOG.warn("A message of {} octets was refused: {}", content.size(), e.getMessage());
      fill(outcomes, new Outcome.NoSpace());
    } catch (IOException e) {
      LOG.error("A message of {} octets could not be stored", content.size(), e);
      fill(outcomes, new Outcome.Failed("The mail store is not available"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fill(outcomes, new Outcome.Failed("The server is stopping"));
    } finally {
      holds.forEach(Quotas.Hold::close);
    }
    return List.of(outcomes);
  }

  /** Holds room for as many of a user's targets as there is; returns those. */
  private List<Integer> admit(
      String user,
      List<Integer> mine,
      long size,
      List<Quotas.Hold<String>> holds,
      Outcome[] outcomes)
      throws IOException, InterruptedException {
    int n = mine.size();
    while (n > 0) {
      Quotas.Hold<String> hold = quotas.hold(user, n, n * size);
      if (hold.refusal().isEmpty()) {
        holds.add(hold);
        break;
      }
      n--;
      outcomes[mine.get(n)] = new Outcome.OverQuota(hold.refusal().get());
    }
    return mine.subList(0, n);
  }

  private static void fill(Outcome[] outcomes, Outcome outcome) {
    Arrays.setAll(outcomes, i -> outcomes[i] == null ? outcome : outcomes[i]);
  }

  private void store(
      Content content, List<Target> targets, List<Integer> admitted, Outcome[] outcomes)
      throws IOException {
    ThreadHeaders thread;
    try (InputStream in = content.open()) {
      thread = ThreadHeaders.scan(in);
    }
    List<Box> boxes = new ArrayList<>(admitted.size());
    List<Row> rows;
    try {
      rows = append(content, thread, targets, admitted, boxes);
    } catch (EngineException.NoSuchMailbox e) {
      // A mailbox was deleted between the look and the append: look again, once.
      boxes.clear();
      rows = append(content, thread, targets, admitted, boxes);
    }
    for (int k = 0; k < rows.size(); k++) {
      Row row = rows.get(k);
      outcomes[admitted.get(k)] = new Outcome.Delivered(Long.toString(row.id()), row.uid());
      events.delivered(boxes.get(k), List.of(row));
    }
  }

  private List<Row> append(
      Content content,
      ThreadHeaders thread,
      List<Target> targets,
      List<Integer> admitted,
      List<Box> boxes)
      throws IOException {
    long now = clock.millis();
    List<Messages.Target> rows = new ArrayList<>(admitted.size());
    for (int i : admitted) {
      Box box = box(targets.get(i));
      boxes.add(box);
      rows.add(
          new Messages.Target(
              box.id(), Flags.of(Flags.RECENT), now, now, 0, thread.keys(box.user())));
    }
    return engine.messages().append(new Append(0, content, NO_ENVELOPE, rows));
  }

  private Box box(Target target) throws IOException {
    if (!target.folder().isEmpty() && !Places.isInbox(target.folder())) {
      Optional<Box> folder = places.find(target.user(), target.folder());
      if (folder.isPresent()) {
        return folder.get();
      }
    }
    return places.inbox(target.user());
  }
}
