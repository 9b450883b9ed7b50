package org.postern.net.internal.login;

import java.util.Optional;
import org.postern.directory.Addresses;
import org.postern.directory.Resolution;
import org.postern.directory.Resolver;

/**
 * The name that a client logs in with. {@code bob+work@example.test} is the account {@code
 * bob@example.test} (and a folder for the protocol to open), unless the directory knows an account
 * with the plus in its name.
 */
final class LoginName {
  private LoginName() {}

  /** The name to authenticate. */
  static String base(String login, Optional<Resolver> resolver) {
    int at = login.lastIndexOf('@');
    String local = at < 0 ? login : login.substring(0, at);
    int plus = local.indexOf('+');
    if (plus < 1 || resolver.map(known -> isAccount(known, login)).orElse(false)) {
      return login;
    }
    return local.substring(0, plus) + (at < 0 ? "" : login.substring(at));
  }

  private static boolean isAccount(Resolver resolver, String login) {
    Optional<Addresses.Parts> address = Addresses.canonical(login);
    return address.isPresent()
        && resolver.resolve(login) instanceof Resolution.Local local
        && local.destinations().stream()
            .anyMatch(to -> to.account().address().equals(address.get().toString()));
  }
}
