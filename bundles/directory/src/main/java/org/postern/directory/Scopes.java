package org.postern.directory;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postern.directory.Directory.Role;

/**
 * The one list of what a token can be allowed to do. A scope is {@code area:read} or {@code
 * area:write}; writing includes reading.
 */
public final class Scopes {

  /** What there is to read and write. {@code self} is an account's own settings. */
  private static final List<String> AREAS =
      List.of(
          "accounts",
          "admins",
          "aliases",
          "audit",
          "backups",
          "domains",
          "groups",
          "license",
          "listeners",
          "metrics",
          "plugins",
          "queue",
          "self",
          "server",
          "sessions",
          "tasks",
          "tls",
          "tokens");

  /** Every scope, spelled out. */
  public static final Set<String> ALL =
      AREAS.stream()
          .flatMap(area -> Stream.of(area + ":read", area + ":write"))
          .collect(Collectors.toUnmodifiableSet());

  private Scopes() {}

  /** Whether it may stand in a token: one of {@link #ALL}, {@code area:*} or {@code *}. */
  public static boolean known(String scope) {
    return scope.equals("*")
        || ALL.contains(scope)
        || (scope.endsWith(":*") && AREAS.contains(scope.substring(0, scope.length() - 2)));
  }

  /** Spells wildcards out and adds the reading that writing includes; unknown scopes vanish. */
  public static Set<String> expand(Set<String> scopes) {
    Set<String> all = new TreeSet<>();
    for (String scope : scopes) {
      if (scope.equals("*")) {
        return ALL;
      }
      String area = scope.substring(0, Math.max(0, scope.indexOf(':')));
      if (known(scope)) {
        all.add(area + ":read");
        if (!scope.endsWith(":read")) {
          all.add(area + ":write");
        }
      }
    }
    return all;
  }

  /** What a role may do at most, spelled out. */
  public static Set<String> of(Role role) {
    return switch (role) {
      case SERVER_ADMIN -> ALL;
      case DOMAIN_ADMIN ->
          expandAll(
              "domains:write",
              "accounts:write",
              "aliases:write",
              "groups:write",
              "sessions:write",
              "tokens:write",
              "tasks:read",
              "self:write");
      // Sets passwords, unlocks, ends sessions; the REST layer holds it to these changes.
      case HELPDESK ->
          expandAll(
              "domains:read",
              "accounts:write",
              "aliases:read",
              "groups:read",
              "sessions:write",
              "tasks:read",
              "self:write");
      case AUDITOR ->
          ALL.stream()
              .filter(scope -> scope.endsWith(":read"))
              .collect(Collectors.toUnmodifiableSet());
      case ACCOUNT -> expandAll("self:write");
    };
  }

  private static Set<String> expandAll(String... scopes) {
    return Set.copyOf(expand(Set.copyOf(Arrays.asList(scopes))));
  }
}
