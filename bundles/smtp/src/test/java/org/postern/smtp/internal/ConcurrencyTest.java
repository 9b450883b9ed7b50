package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Many sessions at a time, none in another's way. */
final class ConcurrencyTest {

  @Test
  void everyMessageArrivesOnceWithAnIdOfItsOwn() throws Exception {
    int sessions = 40;
    int messages = 25;
    try (Rig rig = new Rig();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int s = 0; s < sessions; s++) {
        int session = s;
        running.add(
            clients.submit(
                () -> {
                  try (Client client = rig.greet(session % 2 == 0 ? "smtp" : "lmtp")) {
                    for (int m = 0; m < messages; m++) {
                      String text = "Subject: " + session + "." + m + "\r\n\r\n";
                      client.send(
                          "", "ann@example.test", text + "z".repeat(m * 997) + "\r\n", "250");
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
      Set<String> subjects = new HashSet<>();
      Set<String> ids = new HashSet<>();
      Pattern id = Pattern.compile(" id (\\w+)");
      for (String message : rig.inbox("ann@example.test")) {
        String own = Rig.untraced(message);
        subjects.add(own.substring(0, own.indexOf('\r')));
        Matcher found = id.matcher(message);
        assertEquals(true, found.find());
        ids.add(found.group(1));
      }
      assertEquals(sessions * messages, subjects.size());
      assertEquals(sessions * messages, ids.size());
    }
  }
}
