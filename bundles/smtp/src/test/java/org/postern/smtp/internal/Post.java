package org.postern.smtp.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.postern.mailbox.Content;
import org.postern.mailbox.Delivery;

/** Mailboxes that are folders of files; full, or failing, as a test wants them. */
final class Post implements Delivery {
  private final Path folder;
  private final AtomicInteger number = new AtomicInteger();
  private final Map<String, Long> room = new HashMap<>();
  private Function<Target, Outcome> fault = target -> null;

  Post(Path folder) {
    this.folder = folder;
  }

  /** Leaves room for so many octets. */
  synchronized void room(String user, long octets) {
    room.put(user, octets);
  }

  /** Lets deliveries fail: an outcome, or null for none. */
  synchronized void fault(Function<Target, Outcome> broken) {
    fault = broken;
  }

  @Override
  public List<Outcome> deliver(Content content, List<Target> targets) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Target target : targets) {
      outcomes.add(deliver(content, target));
    }
    return outcomes;
  }

  private Outcome deliver(Content content, Target target) {
    synchronized (this) {
      Outcome broken = fault.apply(target);
      if (broken != null) {
        return broken;
      }
      long left = room.getOrDefault(target.user(), Long.MAX_VALUE);
      if (content.size() > left) {
        return new Outcome.OverQuota("full");
      }
      room.put(target.user(), left - content.size());
    }
    int uid = number.incrementAndGet();
    try (InputStream in = content.open()) {
      Path mailbox = folder.resolve(target.user() + "#" + target.folder());
      Files.createDirectories(mailbox);
      Path file = mailbox.resolve("%09d".formatted(uid));
      Files.copy(in, file);
      if (Files.size(file) != content.size()) {
        throw new AssertionError("size() is " + content.size() + ", not " + Files.size(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Outcome.Delivered("message-" + uid, uid);
  }

  @Override
  public synchronized boolean fits(String user, long octets) {
    return octets <= room.getOrDefault(user, Long.MAX_VALUE);
  }

  /** The messages of an account's folder, in the order of their arrival. */
  List<byte[]> messages(String address, String name) throws IOException {
    Path mailbox = folder.resolve("id-" + address + "#" + name);
    List<byte[]> all = new ArrayList<>();
    if (Files.exists(mailbox)) {
      try (var files = Files.list(mailbox)) {
        for (Path file : files.sorted().toList()) {
          all.add(Files.readAllBytes(file));
        }
      }
    }
    return all;
  }
}
