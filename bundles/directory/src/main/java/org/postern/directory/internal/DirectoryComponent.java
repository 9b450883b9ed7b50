package org.postern.directory.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.util.tracker.ServiceTracker;
import org.postern.directory.Addresses;
import org.postern.directory.Audit;
import org.postern.directory.Authenticator;
import org.postern.directory.CredentialListener;
import org.postern.directory.Directory;
import org.postern.directory.DirectoryException;
import org.postern.directory.Resolver;
import org.postern.settings.BadSetting;
import org.postern.settings.SettingsCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the home's directory and registers its services. */
@Component(
    configurationPid = "org.postern.directory",
    immediate = true,
    service = {})
@Designate(ocd = DirectoryComponent.Settings.class)
public final class DirectoryComponent {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryComponent.class);

  private final ServiceTracker<CredentialListener, CredentialListener> listeners;
  private final OpenDirectory open;
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

  @ObjectClassDefinition(
      name = "Directory",
      description = "Logins, passwords and last resorts for addresses")
  @interface Settings {
    @AttributeDefinition(
        name = "Default domain",
        description =
            "The domain of logins without one. Empty: the only domain, when there is just one.")
    String defaultDomain() default "";

    @AttributeDefinition(
        name = "Postmaster",
        description =
            "Gets mail for postmaster at every domain that has no such address. Empty: nobody.")
    String postmaster() default "";

    @AttributeDefinition(
        name = "Minimum password length",
        description = "Characters, 8 to 64.",
        min = "8",
        max = "64")
    int minimumPasswordLength() default 8;

    @AttributeDefinition(
        name = "argon2id memory",
        description = "KiB a hash takes, 7168 to 1048576. Raised: hashes follow at the next login.",
        min = "7168",
        max = "1048576")
    int argon2MemoryKib() default 19456;

    @AttributeDefinition(
        name = "argon2id iterations",
        description = "1 to 100.",
        min = "1",
        max = "100")
    int argon2Iterations() default 2;

    @AttributeDefinition(
        name = "argon2id parallelism",
        description = "1 to 16.",
        min = "1",
        max = "16")
    int argon2Parallelism() default 1;

    @AttributeDefinition(
        name = "SCRAM iterations",
        description =
            "PBKDF2 rounds of SCRAM-SHA-256 verifiers, 4096 to 10000000; 0 keeps none for new"
                + " passwords.",
        min = "0",
        max = "10000000")
    int scramIterations() default 15000;

    @AttributeDefinition(
        name = "Remember verified passwords",
        description = "Minutes, 0 to 1440; 0: every login is hashed.",
        min = "0",
        max = "1440")
    int rememberMinutes() default 10;

    @AttributeDefinition(
        name = "Audit retention",
        description = "Days that audit entries are kept, 1 to 36500; 0 keeps them for ever.",
        min = "0",
        max = "36500")
    int auditDays() default 400;
  }

  @Activate
  public DirectoryComponent(BundleContext context, Settings settings) throws DirectoryException {
    String home =
        Objects.requireNonNull(
            context.getProperty("postern.home"), "The framework property postern.home is not set");
    listeners = new ServiceTracker<>(context, CredentialListener.class, null);
    listeners.open();
    try {
      open = new OpenDirectory(Path.of(home), initial(settings), this::current);
    } catch (DirectoryException | RuntimeException e) {
      listeners.close();
      LOG.error("The directory does not open: {}", e.getMessage());
      throw e;
    }
    open.applyAuditRetention();
    registrations.add(context.registerService(Directory.class, open.directory(), null));
    registrations.add(context.registerService(Resolver.class, open.resolver(), null));
    registrations.add(context.registerService(Authenticator.class, open.authenticator(), null));
    registrations.add(context.registerService(Audit.class, open.audit(), null));
    registrations.add(
        SettingsCheck.register(
            context, "org.postern.directory", Settings.class, DirectoryComponent::values));
  }

  private List<CredentialListener> current() {
    return List.of(listeners.getServices(new CredentialListener[0]));
  }

  /** A wrong setting must not keep the server from starting. */
  private static DirectorySettings initial(Settings settings) {
    try {
      return values(settings);
    } catch (BadSetting e) {
      LOG.error(
          "conf/org.postern.directory.json is refused, the defaults are in force: {}",
          e.getMessage());
      return DirectorySettings.DEFAULT;
    }
  }

  /** A wrong setting changes nothing: the last good ones stay in force. */
  @Modified
  void modified(Settings settings) {
    try {
      open.settings(values(settings));
    } catch (BadSetting e) {
      LOG.error(
          "conf/org.postern.directory.json is refused, the settings before stay in force: {}",
          e.getMessage());
    }
  }

  /** Reads what was written, or says what is wrong with it. */
  static DirectorySettings values(Settings settings) {
    try {
      return read(settings);
    } catch (DirectorySettings.OutOfRange e) {
      throw new BadSetting(e.key(), e.reason());
    }
  }

  private static DirectorySettings read(Settings settings) {
    return new DirectorySettings(
        canonicalDomain(settings.defaultDomain()),
        canonicalAddress(settings.postmaster()),
        settings.minimumPasswordLength(),
        settings.argon2MemoryKib(),
        settings.argon2Iterations(),
        settings.argon2Parallelism(),
        settings.scramIterations(),
        settings.rememberMinutes(),
        settings.auditDays());
  }

  private static String canonicalDomain(String name) {
    return name.isBlank()
        ? ""
        : Addresses.domain(name.strip())
            .orElseThrow(
                () -> new BadSetting("defaultDomain", "\"" + name + "\" is not a domain name"));
  }

  private static String canonicalAddress(String address) {
    return address.isBlank()
        ? ""
        : Addresses.canonical(address.strip())
            .map(Addresses.Parts::toString)
            .orElseThrow(
                () -> new BadSetting("postmaster", "\"" + address + "\" is not an address"));
  }

  @Deactivate
  void deactivate() throws DirectoryException {
    registrations.forEach(ServiceRegistration::unregister);
    open.close();
    listeners.close();
  }
}
