package org.postern.admin.openapi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.glassfish.jersey.server.ResourceConfig;
import org.postern.admin.internal.plugins.PluginView;
import org.postern.admin.internal.plugins.PluginsResource;
import org.postern.admin.internal.resources.*;
import org.postern.admin.internal.tasks.TaskView;
import org.postern.mailbox.StoreAdmin;

/** The resources that are described, and words about them. */
final class Resources {
  private static final List<Class<?>> ALL =
      List.of(
          HealthResource.class,
          ServerResource.class,
          CapabilitiesResource.class,
          SetupResource.class,
          TokensResource.class,
          AdminsResource.class,
          RolesResource.class,
          DomainsResource.class,
          AccountsResource.class,
          AccountAccessResource.class,
          AccountSettingsResource.class,
          AliasesResource.class,
          GroupsResource.class,
          QuotasResource.class,
          SessionsResource.class,
          ListenersResource.class,
          PluginsResource.class,
          TasksResource.class,
          AuditResource.class,
          MetricsResource.class,
          StoreResource.class,
          BackupsResource.class,
          OpenApiResource.class,
          DocsResource.class);

  private Resources() {}

  static List<Class<?>> all() {
    return ALL;
  }

  /** Those of ours that an application serves and that are not described. */
  static List<String> undescribed(ResourceConfig config) {
    List<String> missing = new ArrayList<>();
    for (Object one : config.getInstances()) {
      if (one.getClass().isAnnotationPresent(jakarta.ws.rs.Path.class)
          && !ALL.contains(one.getClass())) {
        missing.add(one.getClass().getName());
      }
    }
    return missing;
  }

  static Class<?> type(String name) {
    if (name.equals("TaskView")) {
      return TaskView.class;
    }
    if (name.equals("PluginView")) {
      return PluginView.class;
    }
    if (name.equals("Figures")) {
      return StoreAdmin.Figures.class;
    }
    String outer = name.substring(0, name.indexOf('.') < 0 ? name.length() : name.indexOf('.'));
    List<Class<?>> roots = new ArrayList<>(ALL);
    roots.addAll(List.of(AccountView.class, AliasView.class, QuotaView.class, SessionView.class));
    for (Class<?> root : roots) {
      if (root.getSimpleName().equals(outer)) {
        return outer.equals(name)
            ? root
            : Arrays.stream(root.getDeclaredClasses())
                .filter(inner -> inner.getSimpleName().equals(name.substring(outer.length() + 1)))
                .findFirst()
                .orElseThrow();
      }
    }
    throw new IllegalStateException("operations.txt names a type that is not known: " + name);
  }

  static String code(String status) {
    return Map.ofEntries(
            Map.entry("400", "unknown-parameter"),
            Map.entry("401", "not-authenticated"),
            Map.entry("403", "scope-required"),
            Map.entry("404", "not-found"),
            Map.entry("405", "method-not-allowed"),
            Map.entry("406", "not-acceptable"),
            Map.entry("409", "conflict"),
            Map.entry("410", "setup-done"),
            Map.entry("412", "stale"),
            Map.entry("413", "body-too-large"),
            Map.entry("415", "unsupported-media-type"),
            Map.entry("422", "invalid"),
            Map.entry("428", "precondition-required"),
            Map.entry("429", "too-many-failures"),
            Map.entry("500", "internal"),
            Map.entry("503", "directory-unavailable"))
        .get(status);
  }

  static String parameter(String name) {
    return Map.ofEntries(
            Map.entry("limit", "How many at most, 1 to 500."),
            Map.entry("cursor", "From next of the part before."),
            Map.entry("sort", "A field, with - before it for descending."),
            Map.entry("q", "Text that must occur."),
            Map.entry("domain", "A domain's name."),
            Map.entry("address", "An address."),
            Map.entry("state", "Only those in this state."),
            Map.entry("enabled", "true for those that are not disabled, false for the others."),
            Map.entry("overQuota", "true for those whose quota is full."),
            Map.entry("purge", "false keeps mail and address, so that it can be restored."),
            Map.entry("protocol", "A protocol's name."),
            Map.entry("account", "An account's id or address."),
            Map.entry("ip", "A client's address."),
            Map.entry("owner", "The id of an administrator or account."),
            Map.entry("actor", "Who, as the log has it."),
            Map.entry("action", "What, or a whole area with a dot at its end."),
            Map.entry("target", "The id or name of what was changed."),
            Map.entry("from", "Not before this time."),
            Map.entry("to", "Before this time."),
            Map.entry("entry", "An app password's id."),
            Map.entry("session", "A session's id."),
            Map.entry("alias", "Another name of the domain."),
            Map.entry("name", "A bundle's symbolic name."),
            Map.entry("id", "Its id."))
        .get(name);
  }

  static String about(String tag) {
    return Map.ofEntries(
            Map.entry("health", "For whoever watches the process."),
            Map.entry("server", "The server as a whole."),
            Map.entry("capabilities", "What this edition can do."),
            Map.entry("setup", "The first administrator."),
            Map.entry("auth", "Bearer tokens."),
            Map.entry("admins", "Administrators."),
            Map.entry("roles", "What each role may do."),
            Map.entry("domains", "Domains that mail is taken for."),
            Map.entry("accounts", "People with mail."),
            Map.entry("aliases", "Addresses that stand for others."),
            Map.entry("groups", "People under one address."),
            Map.entry("quotas", "The server's default quota."),
            Map.entry("sessions", "Who is connected."),
            Map.entry("listeners", "The ports."),
            Map.entry("plugins", "The bundles that the server is made of."),
            Map.entry("tasks", "Long work."),
            Map.entry("audit", "Who changed what."),
            Map.entry("metrics", "Figures for Prometheus."),
            Map.entry("store", "The mail store."),
            Map.entry("backups", "Copies of the running server."),
            Map.entry("openapi", "This description."),
            Map.entry("docs", "This description for people."))
        .get(tag);
  }

  /** DomainView is a domain view. */
  static String describe(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1 $2") + ".";
  }
}
