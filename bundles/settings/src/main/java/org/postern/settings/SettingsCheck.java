package org.postern.settings;

import java.lang.annotation.Annotation;
import java.util.Map;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * A component's own verdict on its settings, for what metatype can't say: an address that is none,
 * two settings that don't go together. A service with the property {@link #PID}; it is asked before
 * settings go into force, whether a file was saved by hand or they came over the REST API, so that
 * a component never gets what it refuses. Thread-safe, and without effect on what is in force.
 */
@ConsumerType
public interface SettingsCheck {
  /** Service property: whose settings it knows; of a factory, the factory's PID. */
  String PID = "postern.settings.pid";

  /**
   * @param settings complete but for defaults, in the types of the metatype
   * @throws BadSetting when the component would refuse them
   */
  void check(Map<String, Object> settings);

  /**
   * Registers a check.
   *
   * @param type the component's settings, as Declarative Services gives them to it
   * @param reader reads them as the component does; its {@link BadSetting} is the verdict
   */
  static <A extends Annotation> ServiceRegistration<SettingsCheck> register(
      BundleContext context, String pid, Class<A> type, Consumer<A> reader) {
    SettingsCheck check = settings -> reader.accept(TypedSettings.of(type, settings));
    return context.registerService(
        SettingsCheck.class, check, FrameworkUtil.asDictionary(Map.of(PID, pid)));
  }

  /** The settings of a component when nothing is set. */
  static <A extends Annotation> A defaults(Class<A> type) {
    return TypedSettings.of(type, Map.of());
  }
}
