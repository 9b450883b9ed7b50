package org.postern.net.internal.login;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.postern.net.LoginThrottle;

/**
 * Counts failed logins by client network, by name, and by both together. Each count has a number of
 * failures that are free; from there the wait doubles with every failure up to a most. Counts halve
 * every ten minutes, and a success takes back what that client had failed for that name.
 *
 * <p>The count by name alone is for guesses from many networks; it is the mildest, so that nobody
 * is locked out by strangers, and does not apply to a client that has logged in with that name
 * before. Networks that many people share (loopback, where a webmail runs) are not counted as such.
 */
public final class Throttle implements LoginThrottle {
  private static final double HALF_LIFE = Duration.ofMinutes(10).toNanos();

  private record Rule(double free, Duration most) {}

  private static final Rule BOTH = new Rule(5, Duration.ofMinutes(5));
  private static final Rule NETWORK = new Rule(20, Duration.ofMinutes(15));
  private static final Rule NAME = new Rule(20, Duration.ofMinutes(1));

  private record Pair(Object network, String name) {}

  /** Failures as of the time of the last; {@code good}: this client has logged in. */
  private record Count(double failures, long at, boolean good) {
    static final Count NONE = new Count(0, 0, false);

    double at(long now) {
      return failures == 0 ? 0 : failures * Math.pow(0.5, (now - at) / HALF_LIFE);
    }
  }

  /** The most recently used counts. */
  private static final class Counts<K> extends LinkedHashMap<K, Count> {
    private static final long serialVersionUID = 1;
    private static final int MOST = 50_000;

    Counts() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, Count> eldest) {
      return size() > MOST;
    }
  }

  private final Function<InetAddress, ?> network;
  private final Predicate<InetAddress> shared;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Counts<Object> networks = new Counts<>();
  private final Counts<String> names = new Counts<>();
  private final Counts<Pair> pairs = new Counts<>();

  /**
   * @param network what counts as one client: an address, or an IPv6 /64
   * @param shared whether many people come from an address
   */
  public Throttle(
      Function<InetAddress, ?> network, Predicate<InetAddress> shared, LongSupplier nanoTime) {
    this.network = network;
    this.shared = shared;
    this.nanoTime = nanoTime;
  }

  @Override
  public Duration delay(InetAddress client, String name) {
    long now = nanoTime.getAsLong();
    Object from = network.apply(client);
    String to = key(name);
    lock.lock();
    try {
      Count pair = pairs.getOrDefault(new Pair(from, to), Count.NONE);
      long wait = wait(pair, BOTH, now);
      if (!shared.test(client)) {
        wait = Math.max(wait, wait(networks.getOrDefault(from, Count.NONE), NETWORK, now));
      }
      if (!pair.good) {
        wait = Math.max(wait, wait(names.getOrDefault(to, Count.NONE), NAME, now));
      }
      return Duration.ofNanos(wait);
    } finally {
      lock.unlock();
    }
  }

  private static long wait(Count count, Rule rule, long now) {
    // Rounded: the count has decayed a little since the last failure.
    long over = Math.round(count.at(now) - rule.free);
    if (over < 0) {
      return 0;
    }
    double seconds = Math.min(Math.pow(2, over), rule.most.toSeconds());
    return Math.max(0, count.at + (long) (seconds * 1e9) - now);
  }

  @Override
  public void failed(InetAddress client, String name) {
    long now = nanoTime.getAsLong();
    Object from = network.apply(client);
    String to = key(name);
    lock.lock();
    try {
      add(pairs, new Pair(from, to), 1, now);
      add(names, to, 1, now);
      if (!shared.test(client)) {
        add(networks, from, 1, now);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void succeeded(InetAddress client, String name) {
    long now = nanoTime.getAsLong();
    Object from = network.apply(client);
    Pair pair = new Pair(from, key(name));
    lock.lock();
    try {
      double own = pairs.getOrDefault(pair, Count.NONE).at(now);
      pairs.put(pair, new Count(0, now, true));
      if (own > 0) {
        add(names, pair.name, -own, now);
        add(networks, from, -own, now);
      }
    } finally {
      lock.unlock();
    }
  }

  private static <K> void add(Counts<K> counts, K key, double failures, long now) {
    Count before = counts.getOrDefault(key, Count.NONE);
    if (failures > 0 || before.failures > 0) {
      double sum = Math.max(0, before.at(now) + failures);
      counts.put(key, new Count(sum, failures > 0 ? now : before.at, before.good));
    }
  }

  /** Long names that never are accounts must not fill the memory either. */
  private static String key(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.length() <= 320 ? lower : lower.substring(0, 320);
  }
}
