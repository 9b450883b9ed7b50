package org.postern.directory.internal;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * An argon2id hash (RFC 9106) with its parameters, as PHC string {@code
 * $argon2id$v=19$m=..,t=..,p=..$salt$hash}.
 */
record Argon2(int memoryKib, int iterations, int parallelism, byte[] salt, byte[] hash) {
  static final int SALT = 16;
  private static final int HASH = 32;
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,8}),t=(\\d{1,3}),p=(\\d{1,2})"
              + "\\$([A-Za-z0-9+/]{11,128})\\$([A-Za-z0-9+/]{22,128})");

  static Argon2 of(byte[] password, byte[] salt, DirectorySettings settings) {
    int memory = settings.argon2MemoryKib();
    int iterations = settings.argon2Iterations();
    int parallelism = settings.argon2Parallelism();
    byte[] hash = derive(password, memory, iterations, parallelism, salt, HASH);
    return new Argon2(memory, iterations, parallelism, salt, hash);
  }

  /** Empty when it is no PHC string of ours, so that a damaged entry lets nobody in. */
  static Optional<Argon2> parse(String phc) {
    Matcher matcher = PHC.matcher(phc);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      Base64.Decoder base64 = Base64.getDecoder();
      return Optional.of(
          new Argon2(
              Integer.parseInt(matcher.group(1)),
              Integer.parseInt(matcher.group(2)),
              Integer.parseInt(matcher.group(3)),
              base64.decode(matcher.group(4)),
              base64.decode(matcher.group(5))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  String phc() {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m="
        + memoryKib
        + ",t="
        + iterations
        + ",p="
        + parallelism
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(hash);
  }

  boolean matches(byte[] password) {
    return MessageDigest.isEqual(
        hash, derive(password, memoryKib, iterations, parallelism, salt, hash.length));
  }

  boolean weakerThan(DirectorySettings settings) {
    return memoryKib < settings.argon2MemoryKib()
        || iterations < settings.argon2Iterations()
        || parallelism < settings.argon2Parallelism();
  }

  private static byte[] derive(
      byte[] password, int memory, int iterations, int parallelism, byte[] salt, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memory)
            .withIterations(iterations)
            .withParallelism(parallelism)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    generator.generateBytes(password, hash);
    return hash;
  }

  @Override
  public String toString() {
    return "Argon2[m=" + memoryKib + ",t=" + iterations + ",p=" + parallelism + "]";
  }
}
