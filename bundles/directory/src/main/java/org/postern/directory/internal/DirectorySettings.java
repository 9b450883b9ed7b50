package org.postern.directory.internal;

/**
 * What an administrator can set.
 *
 * @param defaultDomain canonical; empty for the only domain there is
 * @param postmaster canonical address, or empty
 * @param argon2MemoryKib argon2id memory, KiB
 * @param scramIterations PBKDF2 rounds of new SCRAM verifiers; 0 for none
 * @param rememberMinutes how long a verified password is remembered; 0 for not at all
 * @param auditDays how long audit entries are kept; 0 for ever
 */
public record DirectorySettings(
    String defaultDomain,
    String postmaster,
    int minimumPasswordLength,
    int argon2MemoryKib,
    int argon2Iterations,
    int argon2Parallelism,
    int scramIterations,
    int rememberMinutes,
    int auditDays) {
  /** RFC 9106's advice scaled to a small server, as OWASP recommends: 19 MiB, two passes. */
  public static final DirectorySettings DEFAULT =
      new DirectorySettings("", "", 8, 19_456, 2, 1, 15_000, 10, 400);

  public DirectorySettings {
    require("minimumPasswordLength", minimumPasswordLength, 8, 64);
    require("argon2MemoryKib", argon2MemoryKib, 7_168, 1_048_576);
    require("argon2Iterations", argon2Iterations, 1, 100);
    require("argon2Parallelism", argon2Parallelism, 1, 16);
    // RFC 7677 4: at least 4096.
    require("scramIterations", scramIterations, scramIterations == 0 ? 0 : 4_096, 10_000_000);
    require("rememberMinutes", rememberMinutes, 0, 1_440);
    require("auditDays", auditDays, 0, 36_500);
  }

  private static void require(String key, int value, int from, int to) {
    if (value < from || value > to) {
      throw new OutOfRange(key, value + " is out of range, " + from + " to " + to);
    }
  }

  /** A number that can't be. */
  static final class OutOfRange extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String key;
    private final String reason;

    private OutOfRange(String key, String reason) {
      super(key + ": " + reason);
      this.key = key;
      this.reason = reason;
    }

    String key() {
      return key;
    }

    String reason() {
      return reason;
    }
  }
}
