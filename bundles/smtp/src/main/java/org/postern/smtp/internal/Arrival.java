package org.postern.smtp.internal;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postern.directory.Addresses;
import org.postern.directory.Resolution;
import org.postern.directory.Resolver;
import org.postern.mailbox.Content;
import org.postern.mailbox.Delivery;
import org.postern.mailbox.Delivery.Outcome;
import org.postern.mailbox.Delivery.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the responsibility for a message: when it answers 250, the message is on disk in every
 * mailbox that it is for.
 *
 * <p>LMTP tells the fate of each recipient (RFC 2033 4.2). SMTP has one answer for all of them, so
 * there:
 *
 * <ul>
 *   <li>whether it fits everywhere is looked at before anything is stored;
 *   <li>when some recipients can't have it, a sender who is logged in gets a report about them and
 *       the rest is delivered; for anybody else the whole message is refused, since no report could
 *       reach him;
 *   <li>when a store fails half-way, what is not a logged-in sender's is refused for now and comes
 *       again: some have it twice then, which RFC 5321 6.1 prefers to a loss.
 * </ul>
 *
 * Thread-safe.
 */
final class Arrival {
  private static final Logger LOG = LoggerFactory.getLogger("org.postern.smtp.messages");

  private static final Reply UNAVAILABLE =
      Reply.of(451, "4.3.0", "The message can't be stored now; try again later");

  /** Octets of a header that are looked at; what a loop adds stands first (RFC 5321 4.4). */
  private static final int LONGEST_HEADER = 65_536;

  private final Resolver resolver;
  private final Delivery delivery;
  private final Recipients recipients;
  private final SubmissionFixes fixes;
  private final Ids ids = new Ids();
  private final Dates dates = new Dates();
  private final Counters counters;

  Arrival(Resolver resolver, Delivery delivery, Recipients recipients, Counters counters) {
    this.resolver = resolver;
    this.delivery = delivery;
    this.recipients = recipients;
    this.fixes = new SubmissionFixes(resolver);
    this.counters = counters;
  }

  /**
   * Delivers a message that was read to its end.
   *
   * @return the replies to the end of the data: one, or on LMTP one for each recipient in order
   */
  List<Reply> accept(Envelope envelope, Incoming incoming, SmtpSettings settings) {
    Service service = envelope.peer().service();
    String id = ids.next();
    int count = service == Service.LMTP ? envelope.recipients().size() : 1;
    List<Reply> replies;
    try {
      incoming.check();
      Header header = header(incoming.spool());
      refuseLoops(header, envelope, settings);
      String date = dates.format(Instant.now());
      Message message = new Message(before(header, envelope, settings, id, date), incoming.spool());
      replies =
          service == Service.LMTP
              ? toEach(envelope, message, id)
              : List.of(toAll(envelope, message, new Report(settings, envelope, header, date), id));
    } catch (Refusal e) {
      replies = Collections.nCopies(count, e.reply());
    } catch (RuntimeException e) {
      // The store or the directory failed in a way of its own: nothing is claimed.
      LOG.error("{} {} can't be delivered now", service.label(), id, e);
      replies = Collections.nCopies(count, UNAVAILABLE);
    }
    record(envelope, incoming, id, replies);
    return replies;
  }

  private void record(Envelope envelope, Incoming incoming, String id, List<Reply> replies) {
    Service service = envelope.peer().service();
    int taken = 0;
    for (Reply reply : replies) {
      taken += reply.positive() ? 1 : 0;
    }
    if (taken > 0) {
      int to = service == Service.LMTP ? taken : envelope.recipients().size();
      counters.accepted(service, incoming.octets(), to);
    }
    LOG.info(
        "{} {} from={} to={} peer={} size={}: {}",
        service.label(),
        id,
        envelope.sender(),
        envelope.recipients().size() == 1
            ? envelope.recipients().getFirst().path()
            : envelope.recipients().size() + " recipients",
        envelope.peer().address().getHostAddress(),
        incoming.octets(),
        replies.size() == 1 ? replies.getFirst() : taken + " of " + replies.size() + " delivered");
  }

  /** The header, from the file as well when memory was so scarce that it did not fit. */
  private static Header header(Spool spool) throws Refusal {
    Header header = Header.parse(spool.head(), spool.headLength());
    if (!header.isCut()
        || spool.size() == spool.headLength()
        || spool.headLength() >= LONGEST_HEADER) {
      return header;
    }
    try {
      byte[] first = spool.first(LONGEST_HEADER);
      return Header.parse(first, first.length);
    } catch (IOException e) {
      LOG.error("A spooled message can't be read back: {}", e.toString());
      throw new Refusal(UNAVAILABLE);
    }
  }

  /** The fields that go before the message as it was sent. */
  private byte[] before(
      Header header, Envelope envelope, SmtpSettings settings, String id, String date)
      throws Refusal {
    byte[] trace =
        Trace.fields(
            settings.hostname(),
            envelope.peer(),
            envelope.sender(),
            envelope.onlyRecipient(),
            envelope.parameters().smtpUtf8(),
            id,
            date);
    byte[] added =
        envelope.account().isEmpty()
            ? new byte[0]
            : fixes.fields(
                header, envelope.account().get(), envelope.sender(), settings.hostname(), id, date);
    // A message that begins with its body must not have its first line read as one of our fields.
    boolean body = header.isMissing();
    byte[] all = new byte[trace.length + added.length + (body ? 2 : 0)];
    System.arraycopy(trace, 0, all, 0, trace.length);
    System.arraycopy(added, 0, all, trace.length, added.length);
    if (body) {
      all[all.length - 2] = '\r';
      all[all.length - 1] = '\n';
    }
    return all;
  }

  /**
   * RFC 5321 6.3: too many hops; or a message that was here before and since then at the mailbox
   * that it is for, as a Delivered-To written elsewhere tells (Postern writes none).
   */
  private static void refuseLoops(Header header, Envelope envelope, SmtpSettings settings)
      throws Refusal {
    int hops = header.count("Received");
    if (hops > settings.maxHops()) {
      throw new Refusal(554, "5.4.6", "Mail loop: the message has passed " + hops + " hosts");
    }
    if (!header.has("Delivered-To")) {
      return;
    }
    String by = "by " + settings.hostname() + " (Postern)";
    if (header.all("Received").stream().noneMatch(value -> value.contains(by))) {
      return;
    }
    Set<Addresses.Parts> delivered = new LinkedHashSet<>();
    for (String address : header.all("Delivered-To")) {
      Addresses.canonical(address).ifPresent(delivered::add);
    }
    for (Recipient recipient : envelope.recipients()) {
      if (Addresses.canonical(recipient.path().address()).filter(delivered::contains).isPresent()) {
        throw new Refusal(
            554,
            "5.4.6",
            "Mail loop: " + Reply.quote(recipient.path().toString()) + " has had this message");
      }
    }
  }

  /** LMTP: every recipient for himself. */
  private List<Reply> toEach(Envelope envelope, Message message, String id) {
    Map<Recipient, Reply> refused = unfit(envelope.recipients(), message.size());
    Map<Target, Outcome> outcomes = store(message, envelope.recipients(), refused.keySet());
    List<Reply> replies = new ArrayList<>(envelope.recipients().size());
    for (Recipient recipient : envelope.recipients()) {
      Reply failure = refused.get(recipient);
      if (failure == null) {
        failure = failure(recipient, outcomes, message.size());
      }
      replies.add(
          failure != null
              ? failure
              : Reply.of(
                  250, "2.1.5", Reply.quote(recipient.path().toString()) + " delivered, id " + id));
    }
    return replies;
  }

  /** SMTP: one answer for all. */
  private Reply toAll(Envelope envelope, Message message, Report report, String id) {
    List<Recipient> all = envelope.recipients();
    Map<Recipient, Reply> failed = unfit(all, message.size());
    if (hopeless(envelope, failed)) {
      return worst(failed);
    }
    Map<Target, Outcome> outcomes = store(message, all, failed.keySet());
    for (Recipient recipient : all) {
      if (!failed.containsKey(recipient)) {
        Reply failure = failure(recipient, outcomes, message.size());
        if (failure != null) {
          failed.put(recipient, failure);
        }
      }
    }
    if (hopeless(envelope, failed)) {
      return worst(failed);
    }
    if (!report(envelope, message, report, failed)) {
      return Reply.of(452, "4.2.2", "Your own mailbox takes no report about failed recipients now");
    }
    return Reply.of(250, "2.0.0", "OK, delivered, id " + id);
  }

  /** Whether the whole message has to be refused because of these recipients. */
  private static boolean hopeless(Envelope envelope, Map<Recipient, Reply> failed) {
    return !failed.isEmpty()
        && (!envelope.reportable() || envelope.recipients().stream().allMatch(failed::containsKey));
  }

  /** The recipients of more than one mailbox, or of one among many, where it would not fit now. */
  private Map<Recipient, Reply> unfit(List<Recipient> all, long octets) {
    Map<Recipient, Reply> unfit = new LinkedHashMap<>();
    if (all.size() == 1 && all.getFirst().targets().size() == 1) {
      // The store decides by itself, once.
      return unfit;
    }
    for (Recipient recipient : all) {
      for (Target target : recipient.targets()) {
        if (!delivery.fits(target.user(), octets)) {
          unfit.put(recipient, recipients.full(recipient.path(), target.user(), octets));
          break;
        }
      }
    }
    return unfit;
  }

  /** Stores the message once for every mailbox, however many recipients lead there. */
  private Map<Target, Outcome> store(Content content, List<Recipient> all, Set<Recipient> without) {
    Set<Target> targets = new LinkedHashSet<>();
    for (Recipient recipient : all) {
      if (!without.contains(recipient)) {
        targets.addAll(recipient.targets());
      }
    }
    List<Target> order = List.copyOf(targets);
    Map<Target, Outcome> outcomes = new LinkedHashMap<>();
    if (!order.isEmpty()) {
      List<Outcome> results = delivery.deliver(content, order);
      for (int i = 0; i < order.size(); i++) {
        outcomes.put(order.get(i), results.get(i));
      }
    }
    return outcomes;
  }

  /** Why a recipient did not get it, or null. */
  private Reply failure(Recipient recipient, Map<Target, Outcome> outcomes, long octets) {
    for (Target target : recipient.targets()) {
      switch (outcomes.get(target)) {
        case Outcome.Delivered delivered -> {}
        case Outcome.OverQuota overQuota -> {
          return recipients.full(recipient.path(), target.user(), octets);
        }
        case Outcome.NoSpace noSpace -> {
          return Reply.of(452, "4.3.1", "Out of disk space; try again later");
        }
        case Outcome.Failed failed -> {
          LOG.error("Not stored for {}: {}", target.user(), failed.reason());
          return UNAVAILABLE;
        }
      }
    }
    return null;
  }

  /** One answer for many failures: a temporary one, if any, so that nothing is given up early. */
  private static Reply worst(Map<Recipient, Reply> failed) {
    return failed.values().stream()
        .filter(reply -> reply.code() < 500)
        .findFirst()
        .orElseGet(() -> failed.values().iterator().next());
  }

  /**
   * Tells a logged-in sender what he asked to be told (RFC 3461 4.1).
   *
   * @return false when a report about a failure can't be delivered
   */
  private boolean report(
      Envelope envelope, Message message, Report report, Map<Recipient, Reply> failed) {
    if (!envelope.reportable()) {
      return true;
    }
    boolean failures = false;
    boolean any = false;
    for (Recipient recipient : envelope.recipients()) {
      Reply failure = failed.get(recipient);
      if (failure != null && recipient.parameters().wantsFailure()) {
        report.failed(recipient, failure);
        failures = true;
        any = true;
      } else if (failure == null && recipient.parameters().wantsSuccess()) {
        report.delivered(recipient);
        any = true;
      }
    }
    if (!any) {
      return true;
    }
    List<Outcome> outcomes =
        delivery.deliver(report.content(message, ids.next()), reportTargets(envelope));
    boolean reported = outcomes.stream().allMatch(Outcome.Delivered.class::isInstance);
    if (!reported) {
      LOG.warn("A delivery report for {} was not stored: {}", envelope.sender(), outcomes);
    }
    return reported || !failures;
  }

  private List<Target> reportTargets(Envelope envelope) {
    if (resolver.resolve(envelope.sender().address()) instanceof Resolution.Local local
        && !local.destinations().isEmpty()) {
      return local.destinations().stream()
          .map(destination -> new Target(destination.account().id(), destination.detail()))
          .distinct()
          .toList();
    }
    return List.of(new Target(envelope.account().orElseThrow().id(), ""));
  }
}
