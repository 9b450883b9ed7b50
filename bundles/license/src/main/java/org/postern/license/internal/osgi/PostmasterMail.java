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
    if (!WORTH_IT.contains(verdict.state()) || verdict.token().isEmpty()) {
      return;
    }
    String due = verdict.token().get().fingerprint() + ' ' + verdict.state() + '\n';
    try {
      if (!files.read(LicenseFiles.Name.TOLD).filter(due::equals).isPresent()
          && send(verdict, now)) {
        files.write(LicenseFiles.Name.TOLD, due);
      }
    } catch (IOException | DirectoryException e) {
      LOG.warn("the postmaster could not be told about the license: {}", e.getMessage());
    }
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
    License license = verdict.license().orElseThrow();
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
                + verdict.token().orElseThrow().fingerprint()
                + to.substring(to.indexOf('@'))
                + ">",
            // RFC 3834 5: made by a program, not to be answered by one.
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            "",
            body(verdict.state(), license),
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

  private static String body(State state, License license) {
    String ends =
        license.expires().map(at -> "It ends at " + at + ".").orElse("It has no end of its own.");
    String what =
        switch (state) {
          case EXPIRING -> "Install a renewal before that, and nobody will notice anything.";
          case GRACE ->
              "IMAP goes on until "
                  + license.offAt().map(Instant::toString).orElse("further notice")
                  + "; install a renewal before that.";
          default ->
              "IMAP is closed. POP3, sending, receiving and administration go on, and all mail and"
                  + " folders stay as they are. Install a renewal to open IMAP again.";
        };
    return String.join(
        "\r\n",
        "This mail server has the license " + license.lid() + ". " + ends,
        what,
        "",
        "To see it:      postern license show",
        "To install one: postern license install FILE");
  }
}
