package org.postern.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.postern.net.LoginThrottle;
import org.postern.net.internal.login.Throttle;

class ThrottleTest {
  private static final InetAddress HOME = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress ELSEWHERE = InetAddress.ofLiteral("198.51.100.1");

  private final AtomicLong clock = new AtomicLong(Duration.ofDays(-3).toNanos());
  private final LoginThrottle throttle =
      new Throttle(Network::ofClient, InetAddress::isLoopbackAddress, clock::get);

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private void fail(InetAddress client, String name, int times) {
    for (int i = 0; i < times; i++) {
      throttle.failed(client, name);
    }
  }

  @Test
  void doublesTheWaitWithEveryFailure() {
    fail(HOME, "bob", 4);
    assertEquals(Duration.ZERO, throttle.delay(HOME, "bob"));
    fail(HOME, "bob", 1);
    assertEquals(Duration.ofSeconds(1), throttle.delay(HOME, "bob"));
    fail(HOME, "BOB", 1);
    assertEquals(Duration.ofSeconds(2), throttle.delay(HOME, "bob"));
    fail(HOME, "bob", 2);
    assertEquals(Duration.ofSeconds(8), throttle.delay(HOME, "bob"));
    pass(Duration.ofSeconds(5));
    assertTrue(throttle.delay(HOME, "bob").toMillis() <= 3000);
    pass(Duration.ofSeconds(4));
    assertEquals(Duration.ZERO, throttle.delay(HOME, "bob"));
    fail(HOME, "bob", 1000);
    assertEquals(Duration.ofMinutes(15), throttle.delay(HOME, "bob"));
  }

  @Test
  void forgives() {
    fail(HOME, "bob", 8);
    assertFalse(throttle.delay(HOME, "bob").isZero());
    throttle.succeeded(HOME, "bob");
    assertEquals(Duration.ZERO, throttle.delay(HOME, "bob"));
    fail(HOME, "bob", 4);
    assertEquals(Duration.ZERO, throttle.delay(HOME, "bob"));
    fail(HOME, "bob", 6);
    pass(Duration.ofHours(3));
    fail(HOME, "bob", 4);
    assertEquals(Duration.ZERO, throttle.delay(HOME, "bob"));
  }

  @Test
  void countsANetworkOverAllNames() {
    for (int i = 0; i < 24; i++) {
      fail(HOME, "name" + i, 1);
    }
    assertEquals(Duration.ofSeconds(16), throttle.delay(HOME, "bob"));
    assertEquals(Duration.ZERO, throttle.delay(ELSEWHERE, "bob"));
    InetAddress one = InetAddress.ofLiteral("2001:db8::1");
    for (int i = 0; i < 24; i++) {
      fail(InetAddress.ofLiteral("2001:db8::" + i), "name" + i, 1);
    }
    assertFalse(throttle.delay(one, "bob").isZero());
    assertEquals(Duration.ZERO, throttle.delay(InetAddress.ofLiteral("2001:db8:0:1::1"), "bob"));
  }

  @Test
  void ownSuccessDoesNotPayForGuessing() {
    for (int i = 0; i < 24; i++) {
      fail(HOME, "name" + i, 1);
    }
    throttle.succeeded(HOME, "mallory");
    assertFalse(throttle.delay(HOME, "bob").isZero());
  }

  @Test
  void strangersDoNotLockAnyoneOut() throws UnknownHostException {
    throttle.succeeded(HOME, "bob");
    for (int i = 0; i < 200; i++) {
      throttle.failed(InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) i}), "bob");
    }
    assertEquals(Duration.ZERO, throttle.delay(HOME, "bob"));
    assertEquals(Duration.ofMinutes(1), throttle.delay(ELSEWHERE, "bob"));
  }

  @Test
  void doesNotCountSharedNetworks() {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    for (int i = 0; i < 100; i++) {
      fail(loopback, "name" + i, 1);
    }
    assertEquals(Duration.ZERO, throttle.delay(loopback, "bob"));
    fail(loopback, "bob", 6);
    assertFalse(throttle.delay(loopback, "bob").isZero());
  }
}
