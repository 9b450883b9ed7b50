package org.postern.admin;

import jakarta.ws.rs.core.SecurityContext;
import java.net.InetAddress;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.postern.directory.Addresses;
import org.postern.directory.Directory;
import org.postern.directory.Directory.Role;

/**
 * One call of the API: who makes it, from where, what they may see, and for the audit what it
 * changes. For the one thread that serves it.
 */
public final class Call implements Principal {
  private final Directory.Principal caller;
  private final InetAddress remote;
  private final Map<String, String> changes = new LinkedHashMap<>();
  private String target = "";

  public Call(Directory.Principal caller, InetAddress remote) {
    this.caller = caller;
    this.remote = remote;
  }

  /** The call that is being served; only in methods that are not {@link Unauthenticated}. */
  public static Call of(SecurityContext security) {
    return (Call) security.getUserPrincipal();
  }

  public Directory.Principal caller() {
    return caller;
  }

  /** The client's address. */
  public InetAddress remote() {
    return remote;
  }

  @Override
  public String getName() {
    return caller.name();
  }

  public boolean can(String scope) {
    return caller.scopes().contains(scope);
  }

  /** Whether it is an account that acts for itself. */
  public boolean isAccount() {
    return caller.role() == Role.ACCOUNT;
  }

  /** The only domains it may see, canonical; empty for all. */
  public Set<String> domains() {
    return caller.domains();
  }

  /** Whether it may know of the domain, given in canonical form. */
  public boolean sees(String domain) {
    return caller.domains().isEmpty() || caller.domains().contains(domain);
  }

  /** Whether it may know of the domain of this address. */
  public boolean seesAddress(String address) {
    return caller.domains().isEmpty()
        || Addresses.canonical(address).map(parts -> sees(parts.domain())).orElse(false);
  }

  /**
   * The domains to list: those it may see, narrowed to one that it asked for.
   *
   * @throws Problem 404 when it asks for one outside its own
   */
  public Set<String> narrow(String asked) {
    if (asked == null) {
      return domains();
    }
    String domain = Addresses.domain(asked).orElse(asked);
    if (!sees(domain)) {
      throw Problem.notFound("domain");
    }
    return Set.of(domain);
  }

  /** Refuses what only those without a domain limit may do. */
  public void requireAllDomains() {
    if (!caller.domains().isEmpty()) {
      throw Problem.forbidden(
          "domain-limited", "This concerns the whole server; you administer single domains.");
    }
  }

  /** Tells the audit what is being changed, by id or name. */
  public Call target(String idOrName) {
    this.target = idOrName;
    return this;
  }

  public String target() {
    return target;
  }

  /** Tells the audit a change; nothing when both are equal. Never call it with a secret. */
  public Call changed(String field, Object before, Object after) {
    if (!Objects.equals(before, after)) {
      changes.put(field, text(before) + " -> " + text(after));
    }
    return this;
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }

  public Map<String, String> changes() {
    return changes;
  }
}
