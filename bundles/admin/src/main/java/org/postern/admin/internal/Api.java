package org.postern.admin.internal;

import java.nio.file.Path;
import java.util.List;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.postern.admin.AdminResource;
import org.postern.admin.internal.json.Json;
import org.postern.admin.internal.json.JsonBodies;
import org.postern.admin.internal.resources.AccountAccessResource;
import org.postern.admin.internal.resources.AccountSettingsResource;
import org.postern.admin.internal.resources.Accounts;
import org.postern.admin.internal.resources.AccountsResource;
import org.postern.admin.internal.resources.AdminsResource;
import org.postern.admin.internal.resources.AliasesResource;
import org.postern.admin.internal.resources.AuditResource;
import org.postern.admin.internal.resources.BackupsResource;
import org.postern.admin.internal.resources.CapabilitiesResource;
import org.postern.admin.internal.resources.DocsResource;
import org.postern.admin.internal.resources.DomainsResource;
import org.postern.admin.internal.resources.GroupsResource;
import org.postern.admin.internal.resources.Health;
import org.postern.admin.internal.resources.HealthResource;
import org.postern.admin.internal.resources.ListenersResource;
import org.postern.admin.internal.resources.MetricsResource;
import org.postern.admin.internal.resources.OpenApiResource;
import org.postern.admin.internal.resources.OpenSessions;
import org.postern.admin.internal.resources.QuotasResource;
import org.postern.admin.internal.resources.RolesResource;
import org.postern.admin.internal.resources.ServerResource;
import org.postern.admin.internal.resources.SessionsResource;
import org.postern.admin.internal.resources.SetupResource;
import org.postern.admin.internal.resources.StoreResource;
import org.postern.admin.internal.resources.TasksResource;
import org.postern.admin.internal.resources.TokensResource;
import org.postern.admin.internal.rest.AnswerHeaders;
import org.postern.admin.internal.rest.AuditTrail;
import org.postern.admin.internal.rest.Authentication;
import org.postern.admin.internal.rest.BodyLimit;
import org.postern.admin.internal.rest.Idempotency;
import org.postern.admin.internal.rest.Parameters;
import org.postern.admin.internal.rest.Problems;
import org.postern.admin.internal.rest.RequiredBody;
import org.postern.admin.internal.store.Answers;
import org.postern.admin.internal.store.StateStore;
import org.postern.admin.internal.tasks.TaskRunner;

/**
 * The whole API without its container: what it keeps, its own resources, and the rules that hold
 * for every resource.
 */
public final class Api implements AutoCloseable {
  private final Backends backends;
  private final ServerIdentity identity;
  private final int bodyLimit;
  private final Json json = new Json();
  private final StateStore state;
  private final TaskRunner tasks;
  private final Setup setup;

  /**
   * @param bodyLimit the longest request body, in octets
   */
  public Api(Backends backends, Path home, String version, int bodyLimit) {
    this.backends = backends;
    this.identity = ServerIdentity.of(home, version);
    this.bodyLimit = bodyLimit;
    this.state = new StateStore(home.resolve("data/admin.db"));
    this.tasks = new TaskRunner(state, json);
    this.setup = new Setup(backends, home);
  }

  public Setup setup() {
    return setup;
  }

  public TaskRunner tasks() {
    return tasks;
  }

  public Json json() {
    return json;
  }

  /** What Jersey serves: our resources and those that other bundles contribute. */
  public ResourceConfig application(List<AdminResource> contributed) {
    ResourceConfig config = new ResourceConfig();
    config.property(ServerProperties.WADL_FEATURE_DISABLE, true);
    config.property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true);
    config.property(ServerProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
    config.property(ServerProperties.METAINF_SERVICES_LOOKUP_DISABLE, true);
    config.property(ServerProperties.BV_FEATURE_DISABLE, true);
    config.register(new JsonBodies(json));
    config.register(new Problems());
    config.register(new Authentication(backends));
    config.register(new Parameters());
    config.register(new BodyLimit(bodyLimit));
    config.register(new RequiredBody());
    config.register(new Idempotency(new Answers(state, json), json));
    config.register(new AuditTrail(backends));
    config.register(new AnswerHeaders());
    own().forEach(config::register);
    contributed.forEach(config::register);
    return config;
  }

  private List<AdminResource> own() {
    Health health = new Health(backends);
    Accounts accounts = new Accounts(backends, state, tasks);
    OpenSessions sessions = new OpenSessions(backends);
    return List.of(
        new HealthResource(health),
        new ServerResource(identity, health, backends),
        new CapabilitiesResource(backends),
        new DomainsResource(backends),
        new AccountsResource(backends, accounts, tasks),
        new AccountAccessResource(backends, accounts, sessions),
        new AccountSettingsResource(backends, accounts),
        new AliasesResource(backends),
        new GroupsResource(backends),
        new AdminsResource(backends),
        new RolesResource(),
        new TokensResource(backends),
        new QuotasResource(backends),
        new SessionsResource(sessions),
        new ListenersResource(backends),
        new TasksResource(tasks),
        new AuditResource(backends),
        new MetricsResource(backends),
        new StoreResource(backends, tasks),
        new BackupsResource(backends, tasks, identity.home()),
        new SetupResource(setup),
        new OpenApiResource(backends, json),
        new DocsResource());
  }

  @Override
  public void close() {
    tasks.close();
    state.close();
  }
}
