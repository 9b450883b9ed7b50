package org.postern.admin.internal.http;

import jakarta.servlet.Servlet;
import jakarta.ws.rs.ext.RuntimeDelegate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.internal.RuntimeDelegateImpl;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;
import org.osgi.util.tracker.ServiceTracker;
import org.postern.admin.AdminResource;
import org.postern.admin.Tasks;
import org.postern.admin.internal.Api;
import org.postern.admin.internal.Backends;
import org.postern.admin.internal.ServiceSource;
import org.postern.admin.internal.plugins.PluginsResource;
import org.postern.directory.Directory;

/** The API in its container: a servlet that is there as long as its ports are. */
@Component(service = ApiComponent.class)
public final class ApiComponent {
  private static final int BODY_LIMIT = 1 << 20;
  private final ServiceSource services;
  private final Api api;
  private final Contributions contributions;
  private final PluginsResource plugins;
  private final ServiceTracker<Directory, Directory> directories;
  private final List<ServiceRegistration<?>> registrations;
  private final BundleContext context;
  private final SynchronousBundleListener shutdown = this::bundleChanged;

  @Activate
  public ApiComponent(BundleContext context) {
    this.context = context;
    // Jersey finds its delegate by the thread's class loader, which means nothing here.
    RuntimeDelegate.setInstance(new RuntimeDelegateImpl());
    contributions = new Contributions(context);
    services = new ServiceSource(context, contributions::told);
    api =
        new Api(
            new Backends(services),
            home(context),
            context.getBundle().getVersion().toString(),
            BODY_LIMIT);
    plugins = new PluginsResource(context, api.json());
    ApiServlet servlet = new ApiServlet(this::application);
    contributions.onChange(servlet::change);
    registrations =
        List.of(
            context.registerService(Tasks.class, api.tasks(), null),
            context.registerService(
                ConnectorFactory.class, new JettyProblems(api.json())::install, null),
            context.registerService(Servlet.class, servlet, at("/api/v1/*")),
            context.registerService(Servlet.class, new FallbackServlet(api.json()), at("/*")));
    directories =
        new ServiceTracker<>(context, Directory.class, null) {
          @Override
          public Directory addingService(ServiceReference<Directory> reference) {
            Directory directory = super.addingService(reference);
            // In a thread of its own: this one is starting the directory.
            Thread.ofVirtual().name("admin-setup").start(api.setup()::prepare);
            return directory;
          }
        };
    directories.open();
    context.addBundleListener(shutdown);
  }

  /** When the whole server stops, tasks end before the store and the directory that they use. */
  private void bundleChanged(BundleEvent event) {
    if (event.getType() == BundleEvent.STOPPING
        && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
      api.tasks().close();
    }
  }

  private ResourceConfig application() {
    List<AdminResource> resources = new ArrayList<>(contributions.now());
    resources.add(plugins);
    return api.application(resources);
  }

  private static Dictionary<String, Object> at(String pattern) {
    return new Hashtable<>(
        Map.of(
            HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN,
            pattern,
            HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED,
            true));
  }

  private static Path home(BundleContext context) {
    String home = context.getProperty("postern.home");
    if (home == null) {
      throw new IllegalStateException("the framework property postern.home is not set");
    }
    return Path.of(home);
  }

  @Deactivate
  void deactivate() {
    context.removeBundleListener(shutdown);
    contributions.close();
    directories.close();
    registrations.forEach(ServiceRegistration::unregister);
    plugins.close();
    api.close();
    services.close();
  }
}
