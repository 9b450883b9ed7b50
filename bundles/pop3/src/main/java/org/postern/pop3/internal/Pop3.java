package org.postern.pop3.internal;

import java.io.IOException;
import java.util.List;
import org.postern.mailbox.Maildrops;
import org.postern.net.Connection;
import org.postern.net.Endpoint;
import org.postern.net.Login;
import org.postern.net.Protocol;

/** The POP3 engine (RFC 1939). Thread-safe. */
final class Pop3 implements Protocol {
  static final String NAME = "pop3";

  private final Login login;
  private final Maildrops maildrops;
  private final Counters counters;
  private final LoginDelays delays;
  private final BufferPool buffers = new BufferPool();
  private volatile Options options;

  Pop3(Login login, Maildrops maildrops, Options options, LoginDelays delays) {
    this.login = login;
    this.maildrops = maildrops;
    this.options = options;
    this.delays = delays;
    this.counters = new Counters();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint("pop3", 110, Endpoint.Security.STARTTLS),
        // RFC 8314 3.3
        new Endpoint("pop3s", 995, Endpoint.Security.IMPLICIT));
  }

  @Override
  public void serve(Connection connection) throws IOException {
    counters.sessions.increment();
    new Session(this, connection).run();
  }

  @Override
  public String refusal(String reason) {
    return "-ERR " + ResponseCode.SYS_TEMP + " " + reason;
  }

  /** Changes the settings for sessions that begin from now on. */
  void use(Options changed) {
    options = changed;
  }

  Options options() {
    return options;
  }

  Login login() {
    return login;
  }

  Maildrops maildrops() {
    return maildrops;
  }

  Counters counters() {
    return counters;
  }

  BufferPool buffers() {
    return buffers;
  }

  LoginDelays delays() {
    return delays;
  }
}
