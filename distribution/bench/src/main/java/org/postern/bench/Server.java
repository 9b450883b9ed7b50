package org.postern.bench;

import java.io.IOException;

/** A mail server under test, with accounts user001 to user100 of example.test. */
interface Server {
  String PASSWORD = "bench-Secret-2026";
  int USERS = 100;

  static String user(int number) {
    return String.format("user%03d@example.test", number);
  }

  String name();

  /** Starts it and returns when its ports answer. */
  void start() throws IOException, InterruptedException;

  void stop() throws IOException, InterruptedException;

  /** Its first process. */
  long pid() throws IOException, InterruptedException;

  /**
   * The port of a service.
   *
   * @return -1 when it has none
   */
  int port(Service service);

  /** Waits until work that it put off is done, so that the next server is measured alone. */
  default void settle() throws IOException, InterruptedException {}

  /** What a server may offer. */
  enum Service {
    POP3,
    SMTP,
    LMTP,
    IMAP
  }
}
