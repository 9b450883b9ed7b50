package org.postern.bench;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A line of the table: what is measured, against whom, and what has to come out. */
sealed interface Row {
  String id();

  String title();

  /**
   * A workload on Postern and peers in turns.
   *
   * @param goal times the best of the peers
   */
  record Versus(
      String id, String title, int clients, Workload workload, Set<Peer> peers, double goal)
      implements Row {}

  /**
   * The time from the start of the process until every port is open.
   *
   * @param full whether the store is to hold messages
   */
  record Start(String id, String title, boolean full, Duration goal) implements Row {}

  /** Memory for each of many POP3 connections that wait, of Postern and peers. */
  record Connections(String id, String title, Set<Peer> peers) implements Row {}

  /** All rows, with the goals of this edition. */
  static List<Row> all(Corpus corpus, int size) {
    Set<Peer> dovecot = Set.of(Peer.DOVECOT_MAILDIR, Peer.DOVECOT_SDBOX);
    return List.of(
        new Versus("pop3-login", "POP3 sessions", 8, new Pop3Login(8), Set.of(Peer.DOVECOT_HP), 3),
        new Versus(
            "pop3-retr",
            "POP3 RETR, messages",
            4,
            new Pop3Retrieve(corpus, 200, size, false),
            dovecot,
            2),
        new Versus(
            "pop3-retr-dele",
            "POP3 RETR and DELE, messages",
            4,
            new Pop3Retrieve(corpus, 200, size, true),
            dovecot,
            2),
        new Versus(
            "lmtp",
            "LMTP, messages",
            8,
            new Deliver(corpus, Server.Service.LMTP, size),
            dovecot,
            4),
        smtp(corpus, size, 1),
        smtp(corpus, size, 8),
        smtp(corpus, size, 64),
        new Start("start", "start, empty store", false, Duration.ofSeconds(2)),
        new Start("start-full", "start, store with messages", true, Duration.ofSeconds(3)),
        new Connections("connections", "KiB a waiting POP3 connection", Set.of(Peer.DOVECOT_HP)));
  }

  private static Row smtp(Corpus corpus, int size, int clients) {
    return new Versus(
        "smtp-" + clients,
        "SMTP accepted, messages",
        clients,
        new Deliver(corpus, Server.Service.SMTP, size),
        Set.of(Peer.POSTFIX),
        5);
  }
}
