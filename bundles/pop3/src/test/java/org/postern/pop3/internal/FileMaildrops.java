package org.postern.pop3.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.Maildrops;

/** Maildrops with their messages in one file, and failures on demand. */
final class FileMaildrops implements Maildrops, AutoCloseable {
  private final FileChannel file;
  private final Map<String, List<Stored>> boxes = new ConcurrentHashMap<>();
  private final Set<String> locked = ConcurrentHashMap.newKeySet();
  private final AtomicInteger ids = new AtomicInteger();
  volatile boolean failOpen;
  volatile boolean failDelete;
  volatile boolean failBody;
  volatile boolean truncate;

  /** Whether small messages come with their octets, as those of the store do. */
  volatile boolean givesOctets = true;

  record Stored(String id, Maildrop.Body body) {}

  FileMaildrops(Path folder) throws IOException {
    file =
        FileChannel.open(
            folder.resolve("mail"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
  }

  /** Adds a message to a mailbox, which it makes when missing; the text's octets are ISO 8859-1. */
  void add(String user, String mailbox, String message) throws IOException {
    add(user, mailbox, message.getBytes(StandardCharsets.ISO_8859_1));
  }

  synchronized void add(String user, String mailbox, byte[] message) throws IOException {
    long position = file.size();
    file.write(ByteBuffer.wrap(message), position);
    store(user, mailbox, position, message.length, message);
  }

  /** Adds a message of many octets: the beginning, then the block again and again. */
  synchronized void addLarge(String user, String mailbox, String begin, String block, int times)
      throws IOException {
    long position = file.size();
    long at = position;
    at += file.write(ByteBuffer.wrap(begin.getBytes(StandardCharsets.ISO_8859_1)), at);
    ByteBuffer repeated = ByteBuffer.wrap(block.getBytes(StandardCharsets.ISO_8859_1));
    for (int i = 0; i < times; i++) {
      at += file.write(repeated.rewind(), at);
    }
    store(
        user,
        mailbox,
        position,
        at - position,
        (begin + block + block).getBytes(StandardCharsets.ISO_8859_1));
  }

  private void store(String user, String mailbox, long position, long length, byte[] like) {
    String text = new String(like, StandardCharsets.ISO_8859_1);
    int blank = text.startsWith("\r\n") ? 2 : text.indexOf("\r\n\r\n") + 4;
    long header = blank == 3 ? length : blank;
    boolean transparent =
        text.endsWith("\r\n")
            && !text.startsWith(".")
            && !text.replace("\r\n", "").contains("\n")
            && !text.replace("\r\n", "").contains("\r")
            && !text.contains("\n.");
    boxes
        .computeIfAbsent(user + "/" + mailbox, key -> new ArrayList<>())
        .add(
            new Stored(
                "m" + ids.incrementAndGet(),
                new Maildrop.Body(file, position, length, header, transparent, Optional.empty())));
  }

  int count(String user, String mailbox) {
    return boxes.getOrDefault(user + "/" + mailbox, List.of()).size();
  }

  boolean isLocked(String user, String mailbox) {
    return locked.contains(user + "/" + mailbox);
  }

  @Override
  public Maildrop open(String user, String mailbox) throws IOException {
    if (failOpen) {
      throw new IOException("the disk is on fire");
    }
    String key = user + "/" + mailbox;
    if (mailbox.equals("INBOX")) {
      boxes.putIfAbsent(key, new ArrayList<>());
    }
    List<Stored> box = boxes.get(key);
    if (box == null) {
      throw new NoSuchMailboxException(mailbox);
    }
    if (!locked.add(key)) {
      throw new InUseException(mailbox);
    }
    synchronized (this) {
      return new Drop(key, List.copyOf(box));
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** What a message was made of, to compare with. */
  static byte[] bytes(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    in.transferTo(all);
    return all.toByteArray();
  }

  private final class Drop implements Maildrop {
    private final String key;
    private final List<Stored> messages;

    Drop(String key, List<Stored> messages) {
      this.key = key;
      this.messages = messages;
    }

    @Override
    public int count() {
      return messages.size();
    }

    @Override
    public long size(int index) {
      return messages.get(index).body().length();
    }

    @Override
    public String uidl(int index) {
      return messages.get(index).id();
    }

    @Override
    public Body body(int index) throws IOException {
      if (failBody) {
        throw new IOException("wrong checksum");
      }
      Body body = messages.get(index).body();
      Optional<byte[]> octets = Optional.empty();
      if (givesOctets && !truncate && body.length() > 0 && body.length() <= 64 * 1024) {
        ByteBuffer whole = ByteBuffer.allocate((int) body.length());
        body.file().read(whole, body.position());
        octets = Optional.of(whole.array());
      }
      return new Body(
          body.file(),
          body.position(),
          truncate ? body.length() * 2 : body.length(),
          body.headerLength(),
          !truncate && body.transparent(),
          octets);
    }

    @Override
    public void delete(BitSet indexes) throws IOException {
      if (failDelete) {
        throw new IOException("the disk is full");
      }
      Set<Stored> going = new HashSet<>();
      indexes.stream().forEach(index -> going.add(messages.get(index)));
      synchronized (FileMaildrops.this) {
        boxes.get(key).removeAll(going);
      }
    }

    @Override
    public void close() {
      locked.remove(key);
    }
  }
}
