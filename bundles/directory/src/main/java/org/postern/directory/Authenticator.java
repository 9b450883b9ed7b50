package org.postern.directory;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Checks credentials for the protocols. Thread-safe. Takes about the same time whether the account
 * exists or not; a main password (argon2id) that was right a moment ago is remembered as a keyed
 * hash, app passwords are looked up by hash.
 */
@ProviderType
public interface Authenticator {

  /**
   * @param login an address of the account, or its local part alone in the default domain
   * @param protocol {@code pop3}, {@code imap}, {@code submission} ...
   */
  Result authenticate(String login, String password, String protocol, InetAddress client);

  /**
   * What SCRAM-SHA-256 (RFC 7677) needs of an account: the verifiers of its main password and of
   * its app passwords, all with one salt and count; the caller then checks the proof against each.
   * A name that is unknown or has no verifier gets one that no proof satisfies, always the same, so
   * that nobody learns which names exist. Empty when the directory can't tell now.
   */
  Optional<Scram> scram(String login);

  /**
   * What {@link #authenticate} answers once the client has proven a SCRAM verifier: state, switches
   * and the limits of an app password still count.
   *
   * @param credential of the key that was proven
   */
  Result admit(String login, String credential, String protocol, InetAddress client);

  /**
   * What all spellings of a login (case, detail, domain aliases, further addresses) have in common,
   * to count failures by: the account, else the name in its canonical form. It is formed for names
   * of no account by the same rules, so that counting by it does not tell which names exist.
   * Opaque; never fails.
   */
  String nameKey(String login);

  /** The outcome of a login. */
  sealed interface Result {
    record Granted(Account account) implements Result {}

    /** Wrong name or password; never tells which. */
    record BadCredentials() implements Result {}

    /**
     * The password was right but this account may not use this protocol; {@code reason} is for the
     * person.
     */
    record NotAllowed(String reason) implements Result {}

    /** The directory can't tell now: a temporary failure. */
    record Unavailable(String reason) implements Result {}
  }

  /**
   * The verifiers of an account as of RFC 5802 3; the arrays are the caller's own.
   *
   * @param keys at least one
   */
  record Scram(byte[] salt, int iterations, List<Key> keys) {
    public Scram {
      keys = List.copyOf(keys);
    }

    @Override
    public String toString() {
      return "Scram[" + iterations + "]";
    }
  }

  /**
   * The keys of one secret.
   *
   * @param credential which one it is, for {@link #admit}; opaque
   */
  record Key(String credential, byte[] storedKey, byte[] serverKey) {
    @Override
    public String toString() {
      return "Key[" + credential + "]";
    }
  }
}
