package org.postern.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Messages over SMTP or LMTP, one after the other on a connection that stays open. */
final class Deliver implements Workload {
  private static final int KINDS = 64;
  private static final int FIRST_USER = 61;
  private static final int LAST_USER = 100;

  private final Server.Service service;
  private final byte[][] messages = new byte[KINDS][];

  Deliver(Corpus corpus, Server.Service service, int size) {
    this.service = service;
    for (int i = 0; i < KINDS; i++) {
      messages[i] = stuffed(corpus.message(i, size));
    }
  }

  /** A message as DATA takes it: dots doubled, with the final dot. */
  static byte[] stuffed(byte[] message) {
    String text = new String(message, StandardCharsets.ISO_8859_1).replace("\r\n.", "\r\n..");
    return (text + ".\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public Client client(Server server, int number) throws IOException {
    Random random = new Random(number);
    Session session = new Session(server, service);
    return new Client() {
      @Override
      public int once() throws IOException {
        int user = FIRST_USER + random.nextInt(LAST_USER - FIRST_USER + 1);
        session.deliver(user, messages[random.nextInt(KINDS)]);
        return 1;
      }

      @Override
      public void close() throws IOException {
        session.close();
      }
    };
  }

  /** A connection that delivers. For one thread. */
  static final class Session implements AutoCloseable {
    private static final AtomicLong NUMBER = new AtomicLong(System.nanoTime());
    private static final byte[] ID = "Message-ID: <".getBytes(StandardCharsets.US_ASCII);
    private static final int ID_DIGITS = 16;

    private final Wire wire;

    Session(Server server, Server.Service service) throws IOException {
      wire = new Wire(server.port(service), 4096);
      wire.smtp(220);
      wire.write((service == Server.Service.LMTP ? "LHLO" : "EHLO") + " load.example\r\n");
      wire.smtp(250);
    }

    /** Delivers a copy of the message under a Message-ID of its own. */
    void deliver(int user, byte[] stuffed) throws IOException {
      wire.write(
          "MAIL FROM:<sender@remote.example>\r\nRCPT TO:<" + Server.user(user) + ">\r\nDATA\r\n");
      wire.smtp(250);
      wire.smtp(250);
      wire.smtp(354);
      byte[] message = stuffed.clone();
      byte[] number =
          String.format("%016x", NUMBER.incrementAndGet()).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(number, 0, message, indexOf(message, ID) + ID.length, ID_DIGITS);
      wire.write(message);
      wire.smtp(250);
    }

    private static int indexOf(byte[] message, byte[] what) {
      for (int i = 0; i < message.length - what.length; i++) {
        int k = 0;
        while (k < what.length && message[i + k] == what[k]) {
          k++;
        }
        if (k == what.length) {
          return i;
        }
      }
      throw new IllegalArgumentException("the message has no Message-ID");
    }

    @Override
    public void close() throws IOException {
      try (wire) {
        wire.write("QUIT\r\n");
        wire.smtp(221);
      }
    }
  }
}
