package org.postern.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A line of the table: what is measured, against whom, and what has to come out. */
sealed interface Row {
  Set<Peer> DOVECOT = Set.of(Peer.DOVECOT_MAILDIR, Peer.DOVECOT_SDBOX);

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

  /** Memory for each of many IMAP connections in IDLE, and how soon they hear of new mail. */
  record Idle(String id, String title, Set<Peer> peers) implements Row {
    static final double KIB_GOAL = 40;
    static final double P50_GOAL = 2;
    static final double P99_GOAL = 10;
  }

  /**
   * The first time that anybody lists the envelopes of a mailbox.
   *
   * @param goal how long Postern may take for it
   */
  record FirstList(String id, String title, BigMailbox mailbox, Set<Peer> peers, Duration goal)
      implements Row {}

  /** What the license opens and closes, and what the gate costs. */
  record License(String id, String title) implements Row {}

  /**
   * What IMAP commands take in a mailbox that grows, of Postern alone: filling a peer takes long.
   *
   * @param selectMillis how long SELECT may take in the largest one
   */
  record Growth(String id, String title, double selectMillis) implements Row {}

  /** The same mail read by POP3 and by IMAP. */
  record Protocols(String id, String title, Set<Peer> peers) implements Row {}

  /** All rows, with the goals of this edition. */
  static List<Row> all(Corpus corpus, int size, int mailboxSize) {
    List<Row> all = new ArrayList<>(base(corpus, size));
    all.addAll(imap(corpus, size, mailboxSize));
    all.add(new License("license", "license to greeting"));
    all.add(new Protocols("protocols", "POP3 : IMAP, first time", Set.of(Peer.DOVECOT_SDBOX)));
    all.add(new Growth("growth", "IMAP, a mailbox that grows", 10));
    return all;
  }

  private static List<Row> base(Corpus corpus, int size) {
    return List.of(
        new Versus("pop3-login", "POP3 sessions", 8, new Pop3Login(8), Set.of(Peer.DOVECOT_HP), 3),
        new Versus(
            "pop3-retr",
            "POP3 RETR, messages",
            4,
            new Pop3Retrieve(corpus, 200, size, false),
            DOVECOT,
            2),
        new Versus(
            "pop3-retr-dele",
            "POP3 RETR and DELE, messages",
            4,
            new Pop3Retrieve(corpus, 200, size, true),
            DOVECOT,
            2),
        new Versus(
            "lmtp",
            "LMTP, messages",
            8,
            new Deliver(corpus, Server.Service.LMTP, size),
            DOVECOT,
            4),
        smtp(corpus, size, 1),
        smtp(corpus, size, 8),
        smtp(corpus, size, 64),
        new Start("start", "start, empty store", false, Duration.ofSeconds(2)),
        new Start("start-full", "start, store with messages", true, Duration.ofSeconds(3)),
        new Connections("connections", "KiB a waiting POP3 connection", Set.of(Peer.DOVECOT_HP)));
  }

  private static List<Row> imap(Corpus corpus, int size, int mailboxSize) {
    BigMailbox big = new BigMailbox(corpus, "bench-" + mailboxSize, mailboxSize, size);
    return List.of(
        new Versus("imap-login", "IMAP sessions", 8, new ImapLogin(), Set.of(Peer.DOVECOT_HP), 3),
        append("imap-append-1", corpus, 1, size, 2),
        append("imap-append-8", corpus, 8, size, 5),
        append("imap-append-64k", corpus, 8, 64 * 1024, 3),
        read("imap-flags", "IMAP SELECT, flags of all", big, ImapRead.What.FLAGS, 1.2),
        read("imap-envelopes", "IMAP envelopes of all", big, ImapRead.What.ENVELOPES, 2),
        new FirstList(
            "imap-first",
            "IMAP envelopes, first time",
            new BigMailbox(corpus, "bench-first", mailboxSize, size),
            DOVECOT,
            Duration.ofMillis(150)),
        read("imap-page", "IMAP page of 50", big, ImapRead.What.PAGE, 2),
        read("imap-body", "IMAP bodies, messages", big, ImapRead.What.BODY, 2),
        read("imap-store", "IMAP STORE on 100", big, ImapRead.What.STORE, 1),
        read("imap-subject", "IMAP SEARCH SUBJECT", big, ImapRead.What.SUBJECT, 10),
        read("imap-text", "IMAP SEARCH TEXT", big, ImapRead.What.TEXT, 100),
        new Idle("imap-idle", "IMAP in IDLE, KiB, p50 / p99", Set.of(Peer.DOVECOT_SDBOX)));
  }

  private static Row append(String id, Corpus corpus, int clients, int size, double goal) {
    return new Versus(
        id,
        "IMAP APPEND of " + size,
        clients,
        new ImapAppend(corpus, size),
        Set.of(Peer.DOVECOT_SDBOX),
        goal);
  }

  private static Row read(
      String id, String title, BigMailbox mailbox, ImapRead.What what, double goal) {
    return new Versus(id, title, 2, new ImapRead(mailbox, what), DOVECOT, goal);
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
