package org.postern.admin.internal.http;

import jakarta.servlet.ServletException;
import java.util.function.Supplier;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;

/**
 * Jersey's servlet, to which resources can be added at any time: also before the container has
 * initialized it, when Jersey itself can't take them yet.
 */
final class ApiServlet extends ServletContainer {
  private static final long serialVersionUID = 1;

  private final transient Supplier<ResourceConfig> application;
  private boolean initialized;
  private boolean changed;

  /**
   * @param application with the resources that there are
   */
  ApiServlet(Supplier<ResourceConfig> application) {
    super(application.get());
    this.application = application;
  }

  @Override
  public synchronized void init() throws ServletException {
    super.init();
    initialized = true;
    if (changed) {
      reload(application.get());
    }
  }

  /** There are other resources. */
  synchronized void change() {
    changed = true;
    if (initialized) {
      reload(application.get());
    }
  }
}
