package org.postern.directory.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.postern.directory.DirectoryException;
import org.postern.directory.internal.ScramVerifier.Offer;

/** What a main password has to be, and how it is kept. Thread-safe. */
final class Passwords implements AutoCloseable {
  /** More is no password but an attempt to keep us busy. */
  static final int MAX_OCTETS = 1_024;

  /** Characters around a known word that don't make it a password. */
  private static final int FEW_MORE = 4;

  private static final Set<String> COMMON = common();

  private final Supplier<DirectorySettings> settings;
  private final HashingPool pool;
  private final SecureRandom random = new SecureRandom();

  Passwords(Supplier<DirectorySettings> settings, int threads) {
    this.settings = settings;
    this.pool = new HashingPool(threads);
  }

  /**
   * SASLprep (RFC 4013 2.1, 2.2), so that a password typed on another keyboard is the same, in
   * PLAIN (RFC 4616 2) as in SCRAM (RFC 5802 2.2).
   */
  static String prepare(String password) {
    if (password.chars().allMatch(c -> c < 128)) {
      return password;
    }
    StringBuilder mapped = new StringBuilder(password.length());
    password
        .codePoints()
        .filter(c -> !mappedToNothing(c))
        .map(c -> c != ' ' && Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c)
        .forEach(mapped::appendCodePoint);
    return Normalizer.normalize(mapped, Normalizer.Form.NFKC);
  }

  /** RFC 3454 B.1. */
  private static boolean mappedToNothing(int c) {
    return c == 0x00AD
        || c == 0x034F
        || c == 0x1806
        || (c >= 0x180B && c <= 0x180D)
        || (c >= 0x200B && c <= 0x200D)
        || c == 0x2060
        || (c >= 0xFE00 && c <= 0xFE0F)
        || c == 0xFEFF;
  }

  /** NIST SP 800-63B 5.1.1.2: length counts, composition does not, the obvious is refused. */
  void requireStrong(String given, String address, String name) throws DirectoryException {
    String password = prepare(given);
    int length = password.codePointCount(0, password.length());
    int minimum = settings.get().minimumPasswordLength();
    if (length < minimum) {
      throw weak("The password is too short: it needs at least " + minimum + " characters.");
    }
    if (password.getBytes(StandardCharsets.UTF_8).length > MAX_OCTETS) {
      throw weak("The password is longer than " + MAX_OCTETS + " octets.");
    }
    if (password
        .codePoints()
        .anyMatch(c -> Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF))) {
      throw weak("The password has control characters in it, which most mail programs can't send.");
    }
    String folded = Texts.fold(password);
    for (String word : words(address, name)) {
      if (folded.contains(word) && folded.length() - word.length() <= FEW_MORE) {
        throw weak("The password is little more than \"" + word + "\": it would be guessed first.");
      }
    }
    if (COMMON.contains(folded)
        || COMMON.contains(folded.replaceAll("[0-9!.]+$", ""))
        || run(folded)) {
      throw weak("The password is one of those that are guessed first: choose another.");
    }
  }

  /** What everybody knows of the account. */
  private static Set<String> words(String address, String name) {
    Set<String> words = new LinkedHashSet<>();
    String folded = Texts.fold(address);
    int at = folded.lastIndexOf('@');
    words.add(folded);
    words.add(folded.substring(0, Math.max(at, 0)));
    words.add(folded.substring(at + 1));
    words.addAll(Arrays.asList(folded.substring(at + 1).split("\\.")));
    words.add(Texts.fold(name));
    words.add(Texts.fold(name).replace(" ", ""));
    words.addAll(Arrays.asList(Texts.fold(name).split(" ")));
    words.remove("");
    return words;
  }

  /** One short piece repeated, or characters that follow each other. */
  private static boolean run(String text) {
    for (int piece = 1; piece <= 3; piece++) {
      if (text.substring(piece).equals(text.substring(0, text.length() - piece))) {
        return true;
      }
    }
    int step = text.charAt(1) - text.charAt(0);
    if (Math.abs(step) != 1) {
      return false;
    }
    for (int i = 2; i < text.length(); i++) {
      int wanted = text.charAt(i - 1) == '9' && step == 1 ? '0' - '9' : step;
      if (text.charAt(i) - text.charAt(i - 1) != wanted) {
        return false;
      }
    }
    return true;
  }

  private static DirectoryException weak(String message) {
    return Refusal.invalid("weak-password", "/password", message);
  }

  /** Hashes a new password. */
  Accounts.Secret secret(String password) throws DirectoryException {
    return pool.run(() -> hash(prepare(password), Optional.empty()));
  }

  /**
   * SCRAM verifiers of a random secret, one for each way to type it: what a client proves is what
   * was typed. Empty when none are kept.
   *
   * @param offer what the account's other verifiers have; empty when it has none
   */
  Optional<String> verifiers(List<String> typed, Optional<Offer> offer) throws DirectoryException {
    int iterations = settings.get().scramIterations();
    if (offer.isEmpty() && iterations == 0) {
      return Optional.empty();
    }
    Offer used = offer.orElseGet(() -> new Offer(salt(ScramVerifier.SALT), iterations));
    return Optional.of(
        pool.run(
            () ->
                typed.stream()
                    .map(text -> ScramVerifier.of(text, used).text())
                    .collect(Collectors.joining(" "))));
  }

  private Accounts.Secret hash(String prepared, Optional<Offer> offer) {
    DirectorySettings now = settings.get();
    String phc = Argon2.of(prepared.getBytes(StandardCharsets.UTF_8), salt(Argon2.SALT), now).phc();
    Optional<Offer> used =
        now.scramIterations() == 0
            ? Optional.empty()
            : offer.or(
                () -> Optional.of(new Offer(salt(ScramVerifier.SALT), now.scramIterations())));
    Optional<String> scram = used.map(o -> ScramVerifier.of(prepared, o).text());
    return new Accounts.Secret(phc, scram);
  }

  /**
   * What a check found.
   *
   * @param better a new hash to store, when the password was right and the old hash is weaker than
   *     what is set now
   */
  record Verdict(boolean right, Optional<Accounts.Secret> better) {}

  /**
   * Takes the time of a hash also when there is none to compare with.
   *
   * @param offer what the verifiers of the account's app passwords have, so that a new one of the
   *     main password has it too; empty when there are none
   */
  Verdict verify(String prepared, Optional<Accounts.Secret> stored, Optional<Offer> offer)
      throws DirectoryException {
    return pool.run(
        () -> {
          byte[] octets = prepared.getBytes(StandardCharsets.UTF_8);
          Optional<Argon2> hash = stored.flatMap(secret -> Argon2.parse(secret.hash()));
          if (octets.length > MAX_OCTETS || hash.isEmpty()) {
            byte[] bounded = octets.length > MAX_OCTETS ? new byte[0] : octets;
            Argon2.of(bounded, new byte[Argon2.SALT], settings.get());
            return new Verdict(false, Optional.empty());
          }
          if (!hash.get().matches(octets)) {
            return new Verdict(false, Optional.empty());
          }
          boolean outdated =
              hash.get().weakerThan(settings.get()) || scramWeaker(stored.get().scram(), offer);
          return new Verdict(
              true, outdated ? Optional.of(hash(prepared, offer)) : Optional.empty());
        });
  }

  /** App passwords can't be hashed anew: while there are some, their count is the account's. */
  private boolean scramWeaker(Optional<String> scram, Optional<Offer> offer) {
    int set = settings.get().scramIterations();
    int wanted = set == 0 ? 0 : offer.map(Offer::iterations).orElse(set);
    return scram
            .flatMap(ScramVerifier::parse)
            .map(verifier -> verifier.offer().iterations())
            .orElse(0)
        < wanted;
  }

  private byte[] salt(int length) {
    byte[] salt = new byte[length];
    random.nextBytes(salt);
    return salt;
  }

  private static Set<String> common() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Passwords.class.getResourceAsStream("common-passwords.txt"),
                StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#")).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
