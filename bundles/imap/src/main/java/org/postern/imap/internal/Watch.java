package org.postern.imap.internal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.Folders;
import org.postern.net.Connection;
import org.postern.net.Output;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what happens in the selected mailbox, and in others (NOTIFY), while the session's own
 * thread waits for the client. A change starts a virtual thread that tells all there is and ends;
 * there is one at most. What a slow reader has not taken yet waits in one buffer, and changes wait
 * in the store.
 */
final class Watch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  private final Connection connection;
  private final Output out;

  /** Null when no mailbox is selected, or the client is not interested. */
  private final Selected mailbox;

  /** Null without NOTIFY. */
  private final Notifications others;

  private final boolean renumber;
  private final boolean utf8;

  /** Held by who works with the mailbox; the session's thread takes it at the end for good. */
  private final ReentrantLock turn = new ReentrantLock();

  private final Object state = new Object();
  private boolean running;
  private boolean again;
  private boolean closed;
  private Folders.Registration registration;

  /**
   * @param renumber whether it may be told that messages left
   */
  Watch(Session session, boolean renumber) {
    this.connection = session.connection();
    this.out = session.channel().out();
    Selected selected = session.selected();
    this.mailbox = selected != null && selected.interest().messages() ? selected : null;
    this.others = session.notifications();
    this.renumber = renumber;
    this.utf8 = session.responses().utf8();
  }

  void begin() {
    if (mailbox != null) {
      registration = mailbox.folder().listen(this::wake);
    }
    if (others != null) {
      others.wake(this::wake);
    }
  }

  private void wake() {
    synchronized (state) {
      if (closed) {
        return;
      }
      if (running) {
        again = true;
        return;
      }
      running = true;
    }
    Thread.ofVirtual().name("imap idle " + connection.id()).start(this::tell);
  }

  private boolean goesOn() {
    synchronized (state) {
      running = again && !closed;
      again = false;
      return running;
    }
  }

  private void tell() {
    do {
      turn.lock();
      try {
        if (closed()) {
          return;
        }
        OutputStream buffer = new BufferedOutputStream(new Pushing(), 4_096);
        Responses responses = new Responses(buffer);
        if (utf8) {
          responses.useUtf8();
        }
        tell(responses);
      } catch (FolderException | RuntimeException e) {
        LOG.error("{}: what happens can't be told", connection.id(), e);
        connection.close();
      } catch (IOException e) {
        // The session's thread sees the end of the connection and puts things in order.
        LOG.debug("{}: nothing more can be told: {}", connection.id(), e.toString());
        connection.close();
      } finally {
        turn.unlock();
      }
    } while (goesOn());
  }

  private void tell(Responses responses) throws IOException {
    try {
      if (mailbox != null) {
        mailbox.tell(responses, renumber);
      }
      if (others != null) {
        others.tell(responses);
      }
      responses.flush();
    } catch (FolderException.NoSuchMailbox e) {
      responses.status("BYE", Code.NONE, "The mailbox was deleted");
      responses.flush();
      connection.close();
    }
  }

  private boolean closed() {
    synchronized (state) {
      return closed;
    }
  }

  /** Returns when nothing more is told. */
  @Override
  public void close() {
    if (registration != null) {
      registration.close();
    }
    if (others != null) {
      others.wake(null);
    }
    synchronized (state) {
      closed = true;
    }
    turn.lock();
    turn.unlock();
  }

  /** Sends beside the output that belongs to the session's thread. */
  private final class Pushing extends OutputStream {
    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      out.push(from, offset, length);
    }
  }
}
