package org.postern.smtp.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * The service extensions in force on a session: what EHLO announces, and what MAIL and RCPT take.
 *
 * <p>DSN is announced on submission only: there the sender has a mailbox here and the report that
 * NOTIFY=SUCCESS asks for can be delivered. On the other ports the sender's server makes that
 * report itself when it does not see the extension (RFC 3461 5.2.2, "relayed"). Failures need no
 * report anywhere: they are told in the session.
 *
 * @param mechanisms SASL mechanisms that can be used now
 */
record Extensions(
    SmtpSettings settings,
    Service service,
    boolean startTls,
    boolean tls,
    List<String> mechanisms) {

  boolean auth() {
    return service == Service.SUBMISSION;
  }

  boolean dsn() {
    return service == Service.SUBMISSION;
  }

  /** RFC 8689 2: only after TLS has been negotiated. */
  boolean requireTls() {
    return tls;
  }

  /** The lines of the EHLO reply behind the greeting. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("PIPELINING");
    lines.add("SIZE " + settings.maxMessageBytes());
    lines.add("8BITMIME");
    lines.add("SMTPUTF8");
    lines.add("CHUNKING");
    lines.add("BINARYMIME");
    lines.add("ENHANCEDSTATUSCODES");
    if (startTls) {
      lines.add("STARTTLS");
    }
    if (auth() && !mechanisms.isEmpty()) {
      lines.add("AUTH " + String.join(" ", mechanisms));
    }
    if (dsn()) {
      lines.add("DSN");
    }
    if (requireTls()) {
      lines.add("REQUIRETLS");
    }
    // RFC 9422 4: what a client need not find out by error.
    lines.add(
        "LIMITS RCPTMAX="
            + settings.maxRecipients()
            + (settings.maxTransactions() > 0 ? " MAILMAX=" + settings.maxTransactions() : ""));
    lines.add("HELP");
    return lines;
  }
}
