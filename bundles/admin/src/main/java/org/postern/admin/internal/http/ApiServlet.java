package org.postern.admin.internal.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;

/**
 * Jersey, made anew when there are other resources. Requests that are being served go on with the
 * one that they began with: Jersey's own reload would break them, and can't be asked before the
 * container has initialized the servlet.
 */
final class ApiServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  private final transient Supplier<ResourceConfig> application;
  private transient volatile Generation current;

  /**
   * @param application with the resources that there are
   */
  ApiServlet(Supplier<ResourceConfig> application) {
    this.application = application;
  }

  @Override
  public synchronized void init() throws ServletException {
    current = fresh();
  }

  /** There are other resources. */
  synchronized void change() throws ServletException {
    Generation old = current;
    if (old != null) {
      current = fresh();
      Thread.ofVirtual().name("admin-retire").start(old::retire);
    }
  }

  private Generation fresh() throws ServletException {
    ServletContainer jersey = new ServletContainer(application.get());
    jersey.init(getServletConfig());
    return new Generation(jersey);
  }

  @Override
  public void service(ServletRequest request, ServletResponse response)
      throws ServletException, IOException {
    Generation tried = null;
    for (Generation next = current; next != tried; next = current) {
      if (next.serve(request, response)) {
        return;
      }
      // Retired since we looked: the next one is there already, if there is one.
      tried = next;
    }
    throw new ServletException("The API is stopping");
  }

  @Override
  public synchronized void destroy() {
    Generation last = current;
    if (last != null) {
      last.retire();
    }
  }

  /** One Jersey, with its requests. */
  private static final class Generation {
    private final ServletContainer jersey;
    private final ReadWriteLock inUse = new ReentrantReadWriteLock();
    private boolean retired;

    Generation(ServletContainer jersey) {
      this.jersey = jersey;
    }

    /** False, and nothing done, when it is retired. */
    boolean serve(ServletRequest request, ServletResponse response)
        throws ServletException, IOException {
      // Not lock(): it would queue behind a retire that waits for the requests of before.
      if (!inUse.readLock().tryLock()) {
        return false;
      }
      try {
        if (retired) {
          return false;
        }
        jersey.service(request, response);
        return true;
      } finally {
        inUse.readLock().unlock();
      }
    }

    /** Waits for its requests to end. */
    void retire() {
      inUse.writeLock().lock();
      try {
        if (!retired) {
          retired = true;
          jersey.destroy();
        }
      } finally {
        inUse.writeLock().unlock();
      }
    }
  }
}
