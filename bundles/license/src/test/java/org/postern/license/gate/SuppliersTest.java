package org.postern.license.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.launch.Framework;

class SuppliersTest {

  /** As when the license changes while the gate is asking for it at its start. */
  @Test
  void whoAsksWhileAnotherAsksIsAnsweredToo(@TempDir Path folder) throws Exception {
    Framework felix =
        new FrameworkFactory()
            .newFramework(Map.of("org.osgi.framework.storage", folder.toString()));
    felix.start();
    try {
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch answer = new CountDownLatch(1);
      AtomicInteger calls = new AtomicInteger();
      Supplier<String> slow =
          () -> {
            asked.countDown();
            await(answer);
            return "license " + calls.incrementAndGet();
          };
      felix
          .getBundleContext()
          .registerService(
              Supplier.class, slow, new Hashtable<>(Map.of("org.postern.license", "token")));
      Suppliers suppliers = new Suppliers(felix.getBundleContext());
      FutureTask<Optional<String>> first = new FutureTask<>(() -> suppliers.first(Optional::of));
      FutureTask<Optional<String>> second = new FutureTask<>(() -> suppliers.first(Optional::of));
      Thread.ofPlatform().start(first);
      asked.await();
      Thread other = Thread.ofPlatform().start(second);
      // Waits its turn; one that does not has ended, without an answer.
      Await.until(
          "the other to wait or end",
          () -> other.getState() == Thread.State.BLOCKED || second.isDone());
      answer.countDown();
      assertEquals(Optional.of("license 1"), first.get());
      assertEquals(Optional.of("license 2"), second.get());
    } finally {
      felix.stop();
      felix.waitForStop(30_000);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
