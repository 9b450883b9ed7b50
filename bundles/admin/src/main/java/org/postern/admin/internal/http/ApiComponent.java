package org.postern.admin.internal.http;

import jakarta.servlet.Servlet;
import jakarta.ws.rs.ext.RuntimeDelegate;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.glassfish.jersey.server.internal.RuntimeDelegateImpl;
import org.glassfish.jersey.servlet.ServletContainer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;
import org.postern.admin.Tasks;
import org.postern.admin.internal.Api;
import org.postern.admin.internal.Backends;
import org.postern.admin.internal.ServiceSource;

/** The API in its container: a servlet that is there as long as this bundle is. */
@Component(service = ApiComponent.class, immediate = true)
public final class ApiComponent {
  private static final int BODY_LIMIT = 1 << 20;
  private final ServiceSource services;
  private final Api api;
  private final Contributions contributions;
  private final List<ServiceRegistration<?>> registrations;

  @Activate
  public ApiComponent(BundleContext context) {
    // Jersey finds its delegate by the thread's class loader, which means nothing here.
    RuntimeDelegate.setInstance(new RuntimeDelegateImpl());
    services = new ServiceSource(context);
    api =
        new Api(
            new Backends(services),
            home(context),
            context.getBundle().getVersion().toString(),
            BODY_LIMIT);
    contributions = new Contributions(context);
    ServletContainer servlet = new ServletContainer(api.application(contributions.now()));
    registrations =
        List.of(
            context.registerService(Tasks.class, api.tasks(), null),
            context.registerService(Servlet.class, servlet, at("/api/v1/*")),
            context.registerService(Servlet.class, new FallbackServlet(api.json()), at("/*")));
    contributions.onChange(resources -> servlet.reload(api.application(resources)));
  }

  Api api() {
    return api;
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
    contributions.close();
    registrations.forEach(ServiceRegistration::unregister);
    api.close();
    services.close();
  }
}
