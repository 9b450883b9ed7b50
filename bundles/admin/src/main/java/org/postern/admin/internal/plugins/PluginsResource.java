package org.postern.admin.internal.plugins;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;
import org.postern.admin.AdminResource;
import org.postern.admin.Audited;
import org.postern.admin.Call;
import org.postern.admin.ListQuery;
import org.postern.admin.Listing;
import org.postern.admin.MergePatch;
import org.postern.admin.Precondition;
import org.postern.admin.Problem;
import org.postern.admin.RequiresScope;
import org.postern.admin.internal.json.Json;
import org.postern.admin.internal.plugins.PluginSettings.Described;
import org.postern.settings.Settings;

/** The bundles that the server is made of: their state and their settings. */
@Path("/plugins")
@Produces(MediaType.APPLICATION_JSON)
public final class PluginsResource implements AdminResource, AutoCloseable {
  private final Bundles bundles;
  private final PluginSettings settings;
  private final Json json;

  public PluginsResource(BundleContext context, Json json) {
    this.bundles = new Bundles(context);
    this.settings = new PluginSettings(context, json);
    this.json = json;
  }

  /**
   * @param state {@code active} or {@code stopped}
   */
  public record PluginChange(String state) {}

  /**
   * @param values every setting: what is set, or its default
   * @param set what is set in the file
   * @param problem why the file is not in force; null when it is
   */
  public record ConfigView(
      String pid, Map<String, Object> values, Map<String, Object> set, String problem) {}

  @GET
  @RequiresScope("plugins:read")
  public Listing<PluginView> list(@BeanParam ListQuery query, @QueryParam("state") String state) {
    Comparator<PluginView> byName = Comparator.comparing(PluginView::name);
    List<PluginView> all =
        bundles.all().stream()
            .filter(bundle -> state == null || Bundles.state(bundle).equals(state))
            .filter(bundle -> bundle.getSymbolicName().contains(query.q()))
            .map(bundles::view)
            .sorted(
                query.order(
                    Map.of("name", byName, "state", Comparator.comparing(PluginView::state)),
                    byName))
            .toList();
    return Listing.of(all, query);
  }

  @GET
  @Path("/{name}")
  @RequiresScope("plugins:read")
  public Response get(@PathParam("name") String name, @Context Request request) {
    Bundle bundle = bundles.find(name);
    return Precondition.answer(request, bundles.tag(bundle), bundles.view(bundle));
  }

  @PATCH
  @Path("/{name}")
  @Consumes(MergePatch.TYPE)
  @RequiresScope("plugins:write")
  @Audited("plugin.change")
  public Response change(
      @PathParam("name") String name,
      MergePatch patch,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security) {
    Call call = Call.of(security).target(name);
    call.requireAllDomains();
    Bundle bundle = bundles.find(name);
    Precondition.require(headers, request, bundles.tag(bundle));
    String before = Bundles.state(bundle);
    String wanted = patch.apply(new PluginChange(before)).state();
    switch (String.valueOf(wanted)) {
      case "active" -> bundles.start(bundle);
      case "stopped", "resolved" -> bundles.stop(bundle);
      default ->
          throw Problem.invalid("/state", "bad-state", "A plug-in can be active or stopped.");
    }
    call.changed("state", before, Bundles.state(bundle));
    return Response.ok(bundles.view(bundle)).tag(bundles.tag(bundle)).build();
  }

  @GET
  @Path("/{name}/config")
  @RequiresScope("plugins:read")
  public Response config(@PathParam("name") String name, @Context Request request) {
    Described described = settings.describe(bundles.find(name));
    Map<String, Object> set = settings.set(described.pid());
    return Precondition.answer(request, settings.tag(set), view(described, set));
  }

  @PATCH
  @Path("/{name}/config")
  @Consumes(MergePatch.TYPE)
  @RequiresScope("plugins:write")
  @Audited("plugin.config")
  public Response changeConfig(
      @PathParam("name") String name,
      JsonNode patch,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security) {
    Call call = Call.of(security).target(name);
    call.requireAllDomains();
    Described described = settings.describe(bundles.find(name));
    Map<String, Object> before = settings.set(described.pid());
    Precondition.require(headers, request, settings.tag(before));
    if (!patch.isObject()) {
      throw Problem.invalid("", "wrong-type", "A merge patch of settings is a JSON object.");
    }
    Map<String, Object> after = settings.change(described, patch);
    patch
        .fieldNames()
        .forEachRemaining(
            key ->
                call.changed(
                    key,
                    shown(described, key, before.get(key)),
                    shown(described, key, after.get(key))));
    return Response.ok(view(described, after)).tag(settings.tag(after)).build();
  }

  @GET
  @Path("/{name}/schema")
  @RequiresScope("plugins:read")
  public Response schema(@PathParam("name") String name, @Context Request request) {
    Described described = settings.describe(bundles.find(name));
    Map<String, Object> properties = new LinkedHashMap<>();
    for (AttributeDefinition attribute : attributes(described)) {
      properties.put(attribute.getID(), SettingSchema.of(attribute));
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("$id", "urn:postern:settings:" + described.pid());
    schema.put("title", String.valueOf(described.definition().getName()));
    schema.put("description", String.valueOf(described.definition().getDescription()));
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    EntityTag tag = new EntityTag(Integer.toHexString(schema.toString().hashCode()));
    return Precondition.answer(request, tag, schema);
  }

  private ConfigView view(Described described, Map<String, Object> set) {
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, Object> shownSet = new LinkedHashMap<>();
    for (AttributeDefinition attribute : attributes(described)) {
      Object value = set.get(attribute.getID());
      values.put(
          attribute.getID(),
          value == null
              ? SettingSchema.defaultOf(attribute)
              : shown(described, attribute.getID(), value));
    }
    set.forEach((key, value) -> shownSet.put(key, shown(described, key, value)));
    Optional<Settings.Problem> refused = settings.refusal(described.pid());
    return new ConfigView(
        described.pid(), values, shownSet, refused.map(Object::toString).orElse(null));
  }

  /** Secrets are set, never shown. */
  private static Object shown(Described described, String key, Object value) {
    for (AttributeDefinition attribute : attributes(described)) {
      if (attribute.getID().equals(key)
          && attribute.getType() == AttributeDefinition.PASSWORD
          && value != null) {
        return "***";
      }
    }
    return value;
  }

  private static AttributeDefinition[] attributes(Described described) {
    return described.definition().getAttributeDefinitions(ObjectClassDefinition.ALL);
  }

  @Override
  public void close() {
    bundles.close();
    settings.close();
  }
}
