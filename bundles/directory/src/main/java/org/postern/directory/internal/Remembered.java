package org.postern.directory.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Passwords that were verified lately, as HMAC under a key that lives and dies with this process.
 * The stored hash is part of it: when the password changes, nothing is remembered of it. Bounded.
 * Thread-safe.
 */
final class Remembered {
  private static final int MAX = 50_000;

  private final SecretKeySpec key;
  private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();

  private record Entry(byte[] mac, long until) {}

  Remembered() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    key = new SecretKeySpec(random, "HmacSHA256");
  }

  boolean knows(String account, String storedHash, String password) {
    Entry entry = entries.get(account);
    if (entry == null) {
      return false;
    }
    if (entry.until - System.nanoTime() <= 0) {
      entries.remove(account, entry);
      return false;
    }
    return MessageDigest.isEqual(entry.mac, mac(account, storedHash, password));
  }

  void remember(String account, String storedHash, String password, long nanos) {
    if (nanos <= 0) {
      return;
    }
    if (entries.size() >= MAX) {
      long now = System.nanoTime();
      entries.values().removeIf(entry -> entry.until - now <= 0);
      if (entries.size() >= MAX) {
        entries.clear();
      }
    }
    entries.put(account, new Entry(mac(account, storedHash, password), System.nanoTime() + nanos));
  }

  /** Stands for texts, secret ones too, while this process lives; tells nothing of them. */
  String key(String... texts) {
    return Base64.getEncoder().encodeToString(mac(texts));
  }

  private byte[] mac(String... texts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      for (String text : texts) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        // With the length, so that no other texts give the same octets.
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(octets.length).flip());
        mac.update(octets);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The platform has no HMAC-SHA-256", e);
    }
  }
}
