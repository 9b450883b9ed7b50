package org.postern.license.internal.osgi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.postern.directory.Directory;
import org.postern.directory.DirectoryException;
import org.postern.directory.Domain;
import org.postern.directory.Page;
import org.postern.directory.Resolution;
import org.postern.directory.Resolver;
import org.postern.license.internal.state.LicenseFiles;
import org.postern.license.token.License;
import org.postern.license.token.LicenseToken;
import org.postern.license.token.State;
import org.postern.license.token.Verdict;
import org.postern.mailbox.Content;
import org.postern.mailbox.Delivery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the postmaster of the first domain when a license comes to its end: once a state and
 * license, also over restarts.
 */
final class PostmasterMail {
  private static final Logger LOG = LoggerFactory.getLogger(PostmasterMail.class);
  private static final Set<State> WORTH_IT = EnumSet.of(State.EXPIRING, State.GRACE, State.LAPSED);

  private final Directory directory;
  private final Resolver resolver;
  private final Supplier<Delivery> delivery;
  private final LicenseFiles files;

  /** What was sent in this run: a file that can't be written must not make it many. */
  private volatile String sent = "";

  /**
   * @param delivery null while there is no mail store
   */
  PostmasterMail(
      Directory directory, Resolver resolver, Supplier<Delivery> delivery, LicenseFiles files) {
    this.directory = directory;
    this.resolver = resolver;
    this.delivery = delivery;
    this.files = files;
  }

  /** Sends what is due; what could not be sent is tried again at the next call. */
  void look(Verdict verdict, Instant now) {
    if (!WORTH_IT.contains(verdict.state())) {
      return;
    }
    String due = name(verdict) + ' ' + verdict.state() + '\n';
    try {
      if (files.read(LicenseFiles.Name.TOLD).filter(due::equals).isPresent()) {
        return;
      }
      if (sent.equals(due) || send(verdict, now)) {
        sent = due;
        files.write(LicenseFiles.Name.TOLD, due);
      }
    } catch (IOException | DirectoryException e) {
      LOG.warn("the postmaster could not be told about the license: {}", e.getMessage());
    }
  }

  /**
   * What tells this license from others; one that can't be verified (any more) has only a reason.
   */
  private static String name(Verdict verdict) {
    return verdict.token().map(LicenseToken::fingerprint).orElse(verdict.reason().code());
  }

  private boolean send(Verdict verdict, Instant now) throws DirectoryException {
    Delivery out = delivery.get();
    List<Domain> domains = directory.domains(new Page.Request(1, Optional.empty(), "", "")).items();
    if (out == null || domains.isEmpty()) {
      return false;
    }
    String postmaster = "postmaster@" + domains.getFirst().name();
    if (!(resolver.resolve(postmaster) instanceof Resolution.Local local)) {
      return false;
    }
    List<Delivery.Target> targets =
        local.destinations().stream()
            .map(to -> new Delivery.Target(to.account().id(), ""))
            .toList();
    return out.deliver(message(postmaster, verdict, now), targets).stream()
        .anyMatch(Delivery.Outcome.Delivered.class::isInstance);
  }

  private static Content message(String to, Verdict verdict, Instant now) {
    String text =
        String.join(
            "\r\n",
            "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)),
            "From: Postern <" + to + ">",
            "To: <" + to + ">",
            "Subject: " + subject(verdict.state()),
            "Message-ID: <license-"
                + verdict.state().name().toLowerCase(Locale.ROOT)
                + "-"
                + name(verdict)
                // RFC 5322 3.6.4: no two are alike, and a reason may come back.
                + "-"
                + now.getEpochSecond()
                + to.substring(to.indexOf('@'))
                + ">",
            // RFC 3834 5: made by a program, not to be answered by one.
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            "",
            body(verdict),
            "");
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    return new Content() {
      @Override
      public long size() {
        return octets.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(octets);
      }
    };
  }

  private static String subject(State state) {
    return switch (state) {
      case EXPIRING -> "The license of this mail server ends soon";
      case GRACE -> "The license of this mail server has ended; IMAP goes on for now";
      default -> "The license of this mail server is not in force any more; IMAP is closed";
    };
  }

  private static String body(Verdict verdict) {
    return String.join(
        "\r\n",
        verdict
            .license()
            .map(PostmasterMail::which)
            .orElse("This mail server has a license that can't be verified."),
        switch (verdict.state()) {
          case EXPIRING -> "Install a renewal before that, and nobody will notice anything.";
          case GRACE ->
              "IMAP goes on until "
                  + verdict
                      .license()
                      .flatMap(License::offAt)
                      .map(Instant::toString)
                      .orElse("further notice")
                  + "; install a renewal before that.";
          default ->
              verdict.detail()
                  + ".\r\nIMAP is closed. POP3, sending, receiving and administration go on, and all"
                  + " mail and folders stay as they are. IMAP opens again with a license in force.";
        },
        "",
        "To see it:      postern license show",
        "To install one: postern license install FILE");
  }

  private static String which(License license) {
    return "This mail server has the license "
        + license.lid()
        + license.expires().map(at -> ". It ends at " + at + ".").orElse(". It has no end.");
  }
}
