package org.postern.admin.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.postern.mailbox.StoreAdmin;

/** A store of three messages that notes what is asked of it. */
final class TestStore implements StoreAdmin {
  final Set<String> purged = ConcurrentHashMap.newKeySet();
  volatile String trouble;
  volatile CountDownLatch hold = new CountDownLatch(0);

  @Override
  public Report check(Progress progress) throws IOException {
    try {
      progress.at(1, 3);
      hold.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return new Report(3, 3_000, List.of());
  }

  @Override
  public void backup(Path folder, Progress progress) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("0.seg"), "mail");
  }

  @Override
  public Usage usage(String user) {
    return new Usage(1_000, 1);
  }

  @Override
  public void purge(String user) {
    purged.add(user);
  }

  @Override
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  @Override
  public Figures figures() {
    return new Figures(1, 3, 3_000, 1, 0, 1L << 40);
  }
}
