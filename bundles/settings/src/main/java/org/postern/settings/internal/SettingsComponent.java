package org.postern.settings.internal;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.util.tracker.ServiceTracker;
import org.postern.settings.Settings;
import org.postern.settings.SettingsCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts {@code conf/} into force at its start level, and again whenever a file in it is saved. */
@Component(immediate = true, service = Settings.class)
public final class SettingsComponent implements Settings {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsComponent.class);

  /** Editors write in several steps: a file is read when it has been left alone for so long. */
  private static final long SETTLED_MILLIS = 100;

  private final Folder folder;
  private final BundleContext context;
  private final BundleListener newcomers;
  private final WatchService watch;
  private final ServiceTracker<SettingsCheck, SettingsCheck> checks;
  private final Optional<Problem> launcher;

  @Activate
  public SettingsComponent(
      BundleContext context,
      @Reference ConfigurationAdmin configurations,
      @Reference MetaTypeService metatypes)
      throws IOException {
    Path home = Path.of(context.getProperty("postern.home"));
    this.context = context;
    this.launcher = launcher(context);
    launcher.ifPresent(problem -> LOG.error("{}", problem));
    this.checks =
        new ServiceTracker<>(context, SettingsCheck.class, null) {
          @Override
          public SettingsCheck addingService(ServiceReference<SettingsCheck> reference) {
            SettingsCheck check = super.addingService(reference);
            // In a thread of its own: this one is starting the component.
            Thread.ofVirtual().name("settings-check").start(() -> recheck(reference));
            return check;
          }
        };
    Container container = new Container(context, configurations, metatypes, this::check);
    this.folder = new Folder(home, container);
    Path conf = home.resolve("conf");
    this.watch = conf.getFileSystem().newWatchService();
    conf.register(watch, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
    folder.start(container.given());
    this.newcomers = this::bundleChanged;
    context.addBundleListener(newcomers);
    checks.open();
    Thread.ofVirtual().name("settings").start(this::watch);
  }

  @Deactivate
  public void deactivate() throws IOException {
    checks.close();
    context.removeBundleListener(newcomers);
    watch.close();
  }

  private Optional<SettingsCheck> check(String pid) {
    return checks.getTracked().entrySet().stream()
        .filter(check -> pid.equals(check.getKey().getProperty(SettingsCheck.PID)))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private void recheck(ServiceReference<SettingsCheck> reference) {
    try {
      folder.recheck(String.valueOf(reference.getProperty(SettingsCheck.PID)));
    } catch (IOException e) {
      LOG.error("The settings in conf/ could not be read", e);
    }
  }

  /** What the launcher found wrong in its own file, which it reads before there is a container. */
  private static Optional<Problem> launcher(BundleContext context) {
    return Optional.ofNullable(context.getProperty("postern.launcher.refused"))
        .map(
            reason ->
                new Problem(
                    "postern",
                    "conf/postern.json",
                    Integer.parseInt(context.getProperty("postern.launcher.refused.line")),
                    "",
                    reason + "; mend it and restart the server",
                    InForce.valueOf(context.getProperty("postern.launcher.refused.inForce")),
                    Instant.now()));
  }

  @Override
  public List<Problem> problems() {
    return Stream.concat(launcher.stream(), folder.problems().stream()).toList();
  }

  @Override
  public void reload() throws IOException {
    folder.scan();
  }

  @Override
  public Optional<Map<String, Object>> values(String pid) throws IOException {
    return folder.values(pid);
  }

  @Override
  public Optional<Problem> change(String pid, Map<String, Optional<Object>> changes)
      throws IOException {
    return folder.change(pid, changes);
  }

  private void bundleChanged(BundleEvent event) {
    if (event.getType() == BundleEvent.INSTALLED) {
      try {
        folder.rescanUnknown();
      } catch (IOException e) {
        LOG.error("The settings in conf/ could not be read", e);
      }
    }
  }

  private void watch() {
    try {
      for (; ; ) {
        WatchKey key = watch.take();
        do {
          key.pollEvents();
          if (!key.reset()) {
            LOG.error("conf/ is gone: settings are not read again until the next start");
            return;
          }
          key = watch.poll(SETTLED_MILLIS, TimeUnit.MILLISECONDS);
        } while (key != null);
        try {
          folder.scan();
        } catch (IOException e) {
          LOG.error("The settings in conf/ could not be read", e);
        }
      }
    } catch (ClosedWatchServiceException e) {
      // Deactivated.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
