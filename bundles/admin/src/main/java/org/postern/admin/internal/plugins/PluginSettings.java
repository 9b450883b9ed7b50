package org.postern.admin.internal.plugins;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.EntityTag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;
import org.osgi.util.tracker.ServiceTracker;
import org.postern.admin.Problem;
import org.postern.admin.internal.json.Json;
import org.postern.settings.Settings;

/**
 * The settings of a bundle's component: described by its metatype, kept in {@code conf/<pid>.json}.
 * That file is the one source: the settings bundle writes a change there once the component has
 * nothing against it.
 */
final class PluginSettings {
  private final Json json;
  private final ServiceTracker<MetaTypeService, MetaTypeService> metatype;
  private final ServiceTracker<Settings, Settings> settings;

  PluginSettings(BundleContext context, Json json) {
    this.json = json;
    this.metatype = new ServiceTracker<>(context, MetaTypeService.class, null);
    this.settings = new ServiceTracker<>(context, Settings.class, null);
    metatype.open();
    settings.open();
  }

  void close() {
    metatype.close();
    settings.close();
  }

  /**
   * @param pid of the component
   */
  record Described(String pid, ObjectClassDefinition definition) {}

  /** The settings of a bundle; a bundle of ours has one component with settings. */
  Described describe(Bundle bundle) {
    MetaTypeService service = metatype.getService();
    if (service == null) {
      throw Problem.unavailable("metatype-unavailable", "Settings can't be described now.");
    }
    MetaTypeInformation information = service.getMetaTypeInformation(bundle);
    if (information == null || information.getPids().length == 0) {
      throw Problem.of(404, "no-settings", "This plug-in has no settings.");
    }
    String pid = information.getPids()[0];
    for (String candidate : information.getPids()) {
      if (candidate.equals(bundle.getSymbolicName())) {
        pid = candidate;
      }
    }
    return new Described(pid, information.getObjectClassDefinition(pid, null));
  }

  /** What is set in the file; nothing when there is none. */
  Map<String, Object> set(String pid) {
    try {
      return service()
          .values(pid)
          .orElseThrow(
              () ->
                  Problem.conflict(
                      "bad-settings-file",
                      "conf/" + pid + ".json is not JSON; mend it by hand first."));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Settings service() {
    Settings service = settings.getService();
    if (service == null) {
      throw Problem.unavailable("settings-unavailable", "Settings can't be read or changed now.");
    }
    return service;
  }

  Optional<Settings.Problem> refusal(String pid) {
    Settings service = settings.getService();
    return service == null
        ? Optional.empty()
        : service.problems().stream().filter(problem -> problem.pid().equals(pid)).findFirst();
  }

  EntityTag tag(Map<String, Object> set) {
    try {
      byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(json.bytes(set));
      return new EntityTag(HexFormat.of().formatHex(digest, 0, 12));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Applies a change: null puts a setting back to its default. */
  Map<String, Object> change(Described described, JsonNode patch) {
    List<Problem.FieldError> errors = new ArrayList<>();
    Map<String, Optional<Object>> changes = new LinkedHashMap<>();
    patch
        .properties()
        .forEach(
            member -> {
              check(described.definition(), member.getKey(), member.getValue(), errors);
              changes.put(
                  member.getKey(),
                  Optional.ofNullable(json.convert(member.getValue(), Object.class)));
            });
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    try {
      Optional<Settings.Problem> refused = service().change(described.pid(), changes);
      if (refused.isPresent()) {
        throw Problem.invalid(
            refused.get().key().isEmpty() ? "" : "/" + refused.get().key(),
            "bad-setting",
            refused.get().reason());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return set(described.pid());
  }

  private static void check(
      ObjectClassDefinition definition,
      String key,
      JsonNode value,
      List<Problem.FieldError> errors) {
    String pointer = "/" + key.replace("~", "~0").replace("/", "~1");
    for (AttributeDefinition attribute :
        definition.getAttributeDefinitions(ObjectClassDefinition.ALL)) {
      if (attribute.getID().equals(key)) {
        if (!value.isNull() && !value.isArray()) {
          String refused = value.isObject() ? "no object" : attribute.validate(value.asText());
          if (refused != null && !refused.isEmpty()) {
            errors.add(
                new Problem.FieldError(pointer, "bad-setting", "Not a value for it: " + refused));
          }
        }
        return;
      }
    }
    errors.add(new Problem.FieldError(pointer, "unknown-member", "There is no such setting."));
  }
}
