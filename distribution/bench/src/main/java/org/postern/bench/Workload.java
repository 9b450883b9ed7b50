package org.postern.bench;

import java.io.IOException;

/** What clients do to a server, again and again. */
interface Workload {

  /** Readies the server before the first round: fills maildrops, for example. */
  default void prepare(Server server) throws IOException, InterruptedException {}

  /** Readies the server before each round. */
  default void beforeRound(Server server, int clients) throws IOException, InterruptedException {}

  /** A client for a round, connected if it stays so. */
  Client client(Server server, int number) throws IOException;

  /** One client's turn in a round. For one thread. */
  interface Client extends AutoCloseable {
    /**
     * Does the work once.
     *
     * @return how many units were done: sessions, or messages; 0 when there is nothing left to do
     */
    int once() throws IOException;

    @Override
    default void close() throws IOException {}
  }
}
