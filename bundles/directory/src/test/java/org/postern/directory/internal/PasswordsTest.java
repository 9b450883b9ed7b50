package org.postern.directory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.directory.DirectoryException;
import org.postern.directory.DirectoryException.Kind;

class PasswordsTest {
  private final Passwords passwords = new Passwords(() -> Homes.CHEAP, 2);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "short",
        "1234567",
        "12345678",
        "1234567890",
        "87654321",
        "abcdefghij",
        "aaaaaaaaaaaa",
        "abababababab",
        "abcabcabcabc",
        "password",
        "PassWord1!",
        "P@ssw0rd2024",
        "qwertyuiop",
        "iloveyou",
        "ann.smith@example.test",
        "ann.smith",
        "Ann.Smith1!",
        "annsmith99",
        "example.test",
        "example2024",
        "has a \u0007 bell in it",
      })
  void weakOnesAreRefused(String password) {
    DirectoryException refusal =
        Refused.with(
            Kind.INVALID,
            "weak-password",
            () -> passwords.requireStrong(password, "ann.smith@example.test", "Ann Smith"));
    assertEquals("/password", refusal.pointer());
    assertFalse(refusal.getMessage().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "correct horse battery staple",
        "x7#kQp2m",
        "annsmith went to town",
        "31415926535897",
        "\u5bc6\u7801\u5f88\u957f\u5f88\u957f\u7684\u3002",
      })
  void goodOnesAreTaken(String password) throws Exception {
    passwords.requireStrong(password, "ann.smith@example.test", "Ann Smith");
  }

  @Test
  void lengthHasAnEnd() throws Exception {
    Random random = new Random(4);
    StringBuilder text = new StringBuilder();
    while (text.length() < 1_024) {
      text.append((char) ('!' + random.nextInt(90)));
    }
    passwords.requireStrong(text.toString(), "a@b.test", "");
    Refused.with(
        Kind.INVALID, "weak-password", () -> passwords.requireStrong(text + "x", "a@b.test", ""));
  }

  @Test
  void theHashIsArgon2id() {
    // RFC 9106 5.3: the test vector, to know what the library computes.
    byte[] tag = new byte[32];
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(32)
            .withIterations(3)
            .withParallelism(4)
            .withSalt(filled(16, 2))
            .withSecret(filled(8, 3))
            .withAdditional(filled(12, 4))
            .build());
    generator.generateBytes(filled(32, 1), tag);
    assertEquals(
        "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659",
        HexFormat.of().formatHex(tag));
    Argon2 hash = Argon2.of("secret".getBytes(StandardCharsets.UTF_8), filled(16, 9), Homes.CHEAP);
    Argon2 parsed = Argon2.parse(hash.phc()).orElseThrow();
    assertTrue(parsed.matches("secret".getBytes(StandardCharsets.UTF_8)));
    assertFalse(parsed.matches("Secret".getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    java.util.Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void damagedHashesMatchNothing() {
    String phc =
        Argon2.of("secret".getBytes(StandardCharsets.UTF_8), filled(16, 9), Homes.CHEAP).phc();
    Random random = new Random(2);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder damaged = new StringBuilder(phc);
      int at = random.nextInt(phc.length());
      if (random.nextBoolean()) {
        damaged.setCharAt(at, (char) random.nextInt(128));
      } else {
        damaged.deleteCharAt(at);
      }
      // Parsing is what must not throw; hashing with damaged parameters would take long.
      Argon2.parse(damaged.toString());
    }
    assertEquals(Optional.empty(), Argon2.parse(""));
    assertEquals(Optional.empty(), Argon2.parse(phc.replace("argon2id", "argon2i")));
  }

  @Test
  void aFloodIsRefusedAndTheRestAnswered() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger busy = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    HashingPool pool = new HashingPool(2);
    for (int i = 0; i < 1_000; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      pool.run(
                          () -> {
                            go.await();
                            return answered.incrementAndGet();
                          });
                    } catch (DirectoryException e) {
                      assertEquals("too-many-logins", e.code());
                      // The last one of the refused lets the others go.
                      if (busy.incrementAndGet() == 1_000 - 258) {
                        go.countDown();
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    pool.close();
    assertEquals(258, answered.get());
    assertEquals(1_000 - 258, busy.get());
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    for (Runnable wrong :
        List.<Runnable>of(
            () -> new DirectorySettings("", "", 7, 19_456, 2, 1, 15_000, 10, 400),
            () -> new DirectorySettings("", "", 8, 1, 2, 1, 15_000, 10, 400),
            () -> new DirectorySettings("", "", 8, 19_456, 0, 1, 15_000, 10, 400),
            () -> new DirectorySettings("", "", 8, 19_456, 2, 0, 15_000, 10, 400),
            () -> new DirectorySettings("", "", 8, 19_456, 2, 1, 4_095, 10, 400),
            () -> new DirectorySettings("", "", 8, 19_456, 2, 1, 15_000, -1, 400))) {
      org.junit.jupiter.api.Assertions.assertThrows(IllegalArgumentException.class, wrong::run);
    }
    assertEquals(0, new DirectorySettings("", "", 8, 19_456, 2, 1, 0, 0, 400).scramIterations());
  }
}
