package org.postern.admin.internal.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.postern.admin.internal.json.Json;

/**
 * Answers to calls with an {@code Idempotency-Key}, kept for a day. An answer may hold a secret
 * that is shown once, so each is sealed (AES-GCM) under a key made of the caller's own token and
 * the idempotency key: the file alone tells nothing. Thread-safe.
 */
public final class Answers {
  private static final Duration KEPT = Duration.ofDays(1);
  private static final int NONCE = 12;
  private static final SecureRandom RANDOM = new SecureRandom();
  private final StateStore store;
  private final Json json;

  public Answers(StateStore store, Json json) {
    this.store = store;
    this.json = json;
  }

  /**
   * @param id under which it is stored
   */
  public record Key(String id, SecretKeySpec seal) {
    @Override
    public String toString() {
      return "Key[" + id + "]";
    }
  }

  /**
   * @param request digest of the body that was answered
   */
  public record Answer(String request, int status, Map<String, String> headers, byte[] body) {}

  public Key key(String name, String caller, String path, String authorization) {
    String scoped = caller + '\n' + path + '\n' + name;
    SecretKeySpec secret = secretKey(authorization);
    byte[] id = mac(secret, ("id\n" + scoped).getBytes(StandardCharsets.UTF_8));
    byte[] seal = mac(secret, ("seal\n" + scoped).getBytes(StandardCharsets.UTF_8));
    return new Key(HexFormat.of().formatHex(id), new SecretKeySpec(seal, "AES"));
  }

  /** Tells bodies apart without telling a password in one to who reads the file. */
  public String digest(String authorization, byte[] body) {
    return HexFormat.of().formatHex(mac(secretKey(authorization), body));
  }

  public Optional<Answer> find(Key key) {
    return store
        .query(
            row -> new Row(row.getString(1), row.getBytes(2)),
            "select request, sealed from answer where key = ? and created_at >= ?",
            key.id(),
            System.currentTimeMillis() - KEPT.toMillis())
        .stream()
        .findFirst()
        .map(row -> open(key, row));
  }

  private record Row(String request, byte[] sealed) {}

  public void keep(Key key, Answer answer) {
    long now = System.currentTimeMillis();
    store.execute("delete from answer where created_at < ?", now - KEPT.toMillis());
    store.execute(
        "insert or replace into answer values(?, ?, ?, ?)",
        key.id(),
        answer.request(),
        seal(key, answer),
        now);
  }

  private byte[] seal(Key key, Answer answer) {
    Map<String, Object> plain =
        Map.of(
            "status", answer.status(),
            "headers", answer.headers(),
            "body", Base64.getEncoder().encodeToString(answer.body()));
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, json.bytes(plain));
    return ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
  }

  private Answer open(Key key, Row row) {
    byte[] nonce = Arrays.copyOf(row.sealed(), NONCE);
    byte[] sealed = Arrays.copyOfRange(row.sealed(), NONCE, row.sealed().length);
    JsonNode plain = json.tree(cipher(Cipher.DECRYPT_MODE, key, nonce, sealed));
    Map<String, String> headers = new LinkedHashMap<>();
    plain.get("headers").properties().forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
    return new Answer(
        row.request(),
        plain.get("status").asInt(),
        headers,
        Base64.getDecoder().decode(plain.get("body").asText()));
  }

  private static SecretKeySpec secretKey(String authorization) {
    return new SecretKeySpec(authorization.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  }

  private static byte[] cipher(int mode, Key key, byte[] nonce, byte[] data) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key.seal(), new GCMParameterSpec(128, nonce));
      return cipher.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a kept answer can't be sealed or opened", e);
    }
  }

  private static byte[] mac(SecretKeySpec key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
