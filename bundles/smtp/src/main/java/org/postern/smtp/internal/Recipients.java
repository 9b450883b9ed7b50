package org.postern.smtp.internal;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.postern.directory.Resolution;
import org.postern.directory.Resolver;
import org.postern.mailbox.Delivery;
import org.postern.mailbox.Delivery.Target;

/** Decides at RCPT who gets mail: nothing is accepted that can't be delivered. Thread-safe. */
final class Recipients {
  private final Resolver resolver;
  private final Delivery delivery;
  private final Postmaster postmaster;

  Recipients(Resolver resolver, Delivery delivery, Postmaster postmaster) {
    this.resolver = resolver;
    this.delivery = delivery;
    this.postmaster = postmaster;
  }

  /**
   * Accepts a recipient.
   *
   * @param octets what the client said the message has, or less than 1
   * @throws Refusal why not
   */
  Recipient accept(
      Service service,
      Path path,
      RecipientParameters parameters,
      long octets,
      SmtpSettings settings)
      throws Refusal {
    List<Target> targets =
        switch (resolve(path, settings)) {
          case Resolution.Local local -> targets(local);
          case Resolution.Unknown u -> throw unknown(path);
          case Resolution.Foreign foreign -> throw foreign(service, path);
          case Resolution.Unavailable unavailable ->
              throw new Refusal(
                  450, "4.2.1", Reply.quote(path + " takes no mail now: " + unavailable.reason()));
          case Resolution.Loop loop ->
              throw new Refusal(
                  550, "5.4.6", Reply.quote(path + " leads in a circle: " + loop.detail()));
        };
    if (targets.isEmpty()) {
      throw unknown(path);
    }
    for (Target target : targets) {
      if (!delivery.fits(target.user(), Math.max(octets, 1))) {
        throw new Refusal(full(path, target.user(), octets));
      }
    }
    return new Recipient(path, parameters, targets);
  }

  /**
   * The reply for a mailbox that is full: permanent only when the message could never fit (RFC 5321
   * 4.2.3 552), since room can be made.
   */
  Reply full(Path path, String user, long octets) {
    OptionalLong limit = resolver.quota(user).bytes();
    return limit.isPresent() && octets > limit.getAsLong()
        ? Reply.of(
            552, "5.2.2", Reply.quote(path + ": the message is larger than this mailbox may be"))
        : Reply.of(452, "4.2.2", Reply.quote(path + ": the mailbox is full; try again later"));
  }

  private static List<Target> targets(Resolution.Local local) {
    Set<Target> targets = new LinkedHashSet<>();
    for (Resolution.Destination destination : local.destinations()) {
      targets.add(new Target(destination.account().id(), destination.detail()));
    }
    return List.copyOf(targets);
  }

  private Resolution resolve(Path path, SmtpSettings settings) throws Refusal {
    if (path.isBarePostmaster()) {
      return stand(settings);
    }
    Path known = path;
    if (path.isLiteral()) {
      Optional<String> domain =
          isOurs(path) ? postmaster.defaultDomain(settings) : Optional.empty();
      if (domain.isEmpty()) {
        return new Resolution.Foreign(path.domain());
      }
      known = new Path(path.local(), domain.get());
    }
    Resolution resolution = resolver.resolve(known.address());
    // RFC 5321 4.5.1: postmaster of every domain that mail is taken for.
    return resolution instanceof Resolution.Unknown && path.local().equalsIgnoreCase("postmaster")
        ? stand(settings)
        : resolution;
  }

  private Resolution stand(SmtpSettings settings) throws Refusal {
    Resolution stand = postmaster.stand(settings);
    return stand instanceof Resolution.Unknown
        ? new Resolution.Unavailable("nobody is set up to read it yet")
        : stand;
  }

  /** RFC 5321 4.1.3: an address literal that names this host. */
  private static boolean isOurs(Path path) {
    InetAddress address = PathParser.inet(path.domain());
    try {
      return address != null
          && (address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null);
    } catch (SocketException e) {
      // The system can't list its interfaces: then the literal is not known to be ours.
      return false;
    }
  }

  private static Refusal unknown(Path path) {
    return new Refusal(550, "5.1.1", Reply.quote(path + ": no such mailbox here"));
  }

  private static Refusal foreign(Service service, Path path) {
    return service == Service.SUBMISSION
        ? new Refusal(
            550,
            "5.7.1",
            Reply.quote(path + ": delivery to other hosts is not available in this release"))
        : new Refusal(550, "5.7.1", Reply.quote(path + ": Relaying denied"));
  }
}
