package org.postern.settings.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;
import org.postern.settings.SettingsCheck;

/** The OSGi side: metatype says what may be set, Configuration Admin takes it. */
final class Container implements Folder.Target {
  /** Framework property: PIDs that the features have settings for, separated by commas. */
  static final String PIDS = "postern.settings";

  /** Framework property, followed by a PID: its settings, as a JSON object. */
  static final String OF_PID = "postern.settings.";

  private final BundleContext context;
  private final ConfigurationAdmin configurations;
  private final MetaTypeService metatypes;
  private final Function<String, Optional<SettingsCheck>> checks;

  /**
   * @param checks the component's own check of a PID, when it is there
   */
  Container(
      BundleContext context,
      ConfigurationAdmin configurations,
      MetaTypeService metatypes,
      Function<String, Optional<SettingsCheck>> checks) {
    this.checks = checks;
    this.context = context;
    this.configurations = configurations;
    this.metatypes = metatypes;
  }

  /** The PIDs that the features have settings for. */
  Set<String> given() {
    String pids = context.getProperty(PIDS);
    return pids == null || pids.isEmpty()
        ? Set.of()
        : new TreeSet<>(Arrays.asList(pids.split(",")));
  }

  @Override
  public Optional<Schema> schema(String pid) {
    String declared = Folder.factory(pid);
    for (Bundle bundle : context.getBundles()) {
      MetaTypeInformation types = types(bundle);
      if (types != null && pids(types).anyMatch(declared::equals)) {
        ObjectClassDefinition definition = types.getObjectClassDefinition(declared, null);
        return Optional.of(
            new Schema(definition.getAttributeDefinitions(ObjectClassDefinition.ALL)));
      }
    }
    return Optional.empty();
  }

  @Override
  public Set<String> pids() {
    Set<String> all = given();
    all = new TreeSet<>(all);
    for (Bundle bundle : context.getBundles()) {
      MetaTypeInformation types = types(bundle);
      if (types != null) {
        pids(types).forEach(all::add);
      }
    }
    return all;
  }

  private MetaTypeInformation types(Bundle bundle) {
    // Asking only bundles that have any spares the service from looking through all of them.
    boolean declares =
        bundle.getState() != Bundle.UNINSTALLED
            && bundle.getEntryPaths(MetaTypeService.METATYPE_DOCUMENTS_LOCATION) != null;
    return declares ? metatypes.getMetaTypeInformation(bundle) : null;
  }

  private static Stream<String> pids(MetaTypeInformation types) {
    return Stream.concat(Arrays.stream(types.getPids()), Arrays.stream(types.getFactoryPids()));
  }

  @Override
  public Map<String, Object> defaults(String pid) {
    String json = context.getProperty(OF_PID + pid);
    if (json == null) {
      return Map.of();
    }
    try {
      Document document = Document.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      Optional<Schema> schema = schema(pid);
      if (schema.isPresent()) {
        return schema.get().convert(document);
      }
      Map<String, Object> settings = new HashMap<>();
      document.entries().forEach((key, entry) -> settings.put(key, entry.value()));
      return settings;
    } catch (BadSettings e) {
      throw new IllegalStateException(
          "The feature's own configuration of " + pid + " is wrong: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<SettingsCheck> check(String pid) {
    return checks.apply(Folder.factory(pid));
  }

  @Override
  public void apply(String pid, Map<String, Object> settings) throws IOException {
    Dictionary<String, Object> properties = new Hashtable<>(settings);
    configuration(pid).updateIfDifferent(properties);
  }

  @Override
  public void remove(String pid) throws IOException {
    configuration(pid).delete();
  }

  private Configuration configuration(String pid) throws IOException {
    String factory = Folder.factory(pid);
    // "?" lets any bundle have it: the PID, not the place of the jar, says whose it is.
    return factory.equals(pid)
        ? configurations.getConfiguration(pid, "?")
        : configurations.getFactoryConfiguration(factory, pid.substring(factory.length() + 1), "?");
  }
}
