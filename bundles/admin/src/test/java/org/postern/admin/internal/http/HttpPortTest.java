package org.postern.admin.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The plain HTTP port while another program holds it. */
final class HttpPortTest {

  @Test
  void aTakenPortIsNamedWithItsHolderAndTakenOnceItIsFree() throws Exception {
    BlockingQueue<InetSocketAddress> places = new LinkedBlockingQueue<>();
    ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    int wanted = other.getLocalPort();
    try (HttpPort port =
        new HttpPort((host, number) -> places.add(new InetSocketAddress(host, number)))) {
      port.serve("127.0.0.1", wanted);
      int meanwhile = places.remove().getPort();
      assertTrue(meanwhile != wanted);
      String obstacle = port.obstacle();
      assertTrue(obstacle.startsWith("port " + wanted + " on 127.0.0.1 is in use"), obstacle);
      assertTrue(obstacle.contains("process " + ProcessHandle.current().pid()), obstacle);
      assertTrue(obstacle.endsWith("HTTP is served on port " + meanwhile), obstacle);
      other.close();
      assertEquals(wanted, places.poll(40, TimeUnit.SECONDS).getPort());
      assertEquals("", port.obstacle());
      assertTrue(places.isEmpty());
    }
  }

  @Test
  void aFreePortIsTakenAtOnce() throws Exception {
    BlockingQueue<InetSocketAddress> places = new LinkedBlockingQueue<>();
    int free;
    try (ServerSocket some = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      free = some.getLocalPort();
    }
    try (HttpPort port =
        new HttpPort((host, number) -> places.add(new InetSocketAddress(host, number)))) {
      port.serve("127.0.0.1", free);
      assertEquals(free, places.remove().getPort());
      assertEquals("", port.obstacle());
    }
  }
}
