package org.postern.smtp.internal;

import java.util.List;
import org.postern.net.Endpoint;
import org.postern.net.Endpoint.Security;

/** The three ways in: what each is called and where it listens. */
enum Service {
  /** Mail from other hosts (RFC 5321). */
  SMTP("smtp", List.of(new Endpoint("smtp", 25, Security.STARTTLS))),
  /** Mail from this server's own people (RFC 6409, RFC 8314 3.3). */
  SUBMISSION(
      "submission",
      List.of(
          new Endpoint("submission", 587, Security.STARTTLS),
          new Endpoint("submissions", 465, Security.IMPLICIT))),
  /** Mail from another MTA of ours (RFC 2033): no one else may reach it. */
  LMTP("lmtp", List.of(new Endpoint("lmtp", 24, Security.STARTTLS, true)));

  private final String label;
  private final List<Endpoint> endpoints;

  Service(String label, List<Endpoint> endpoints) {
    this.label = label;
    this.endpoints = endpoints;
  }

  /** The protocol's name in the registry, the settings, the metrics and the logs. */
  String label() {
    return label;
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  /** The lines of the reply to HELP. */
  List<String> help() {
    String rest = "MAIL RCPT DATA BDAT RSET VRFY NOOP QUIT STARTTLS HELP";
    return switch (this) {
      case SMTP ->
          List.of(
              "Commands: HELO EHLO " + rest,
              "Mail for this server's domains only; send your own on port 587 or 465");
      case SUBMISSION -> List.of("Commands: HELO EHLO AUTH " + rest, "Log in before MAIL");
      case LMTP -> List.of("Commands: LHLO " + rest, "RFC 2033");
    };
  }
}
