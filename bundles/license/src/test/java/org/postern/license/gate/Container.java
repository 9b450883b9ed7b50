package org.postern.license.gate;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

/** A Felix with components and configuration, and the gated bundle installed. */
public final class Container {
  private final Path folder;
  private final int port;
  private Framework framework;

  public Container(Path folder, Path door) throws Exception {
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    System.setProperty("door.port", Integer.toString(port));
    boot();
    List<Bundle> installed = new ArrayList<>();
    for (String jar :
        jars("util.promise", "util.function", "felix.scr", "felix.configadmin", "component-1")) {
      installed.add(context().installBundle(Path.of(jar).toUri().toString()));
    }
    for (Bundle bundle : installed) {
      bundle.start();
    }
    context().installBundle(door.toUri().toString());
  }

  void boot() throws Exception {
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    "org.osgi.framework.storage",
                    folder.resolve("felix").toString(),
                    "postern.home",
                    home().toString(),
                    "org.osgi.framework.system.packages.extra",
                    "org.osgi.service.condition;version=1.0.0,"
                        + "org.osgi.service.cm;version=1.6.1",
                    "felix.log.level",
                    "0",
                    "ds.loglevel",
                    "error"));
    framework.start();
  }

  void reboot() throws Exception {
    framework.stop();
    framework.waitForStop(30_000);
    boot();
  }

  /** The server's home; nothing is there. */
  public Path home() {
    return folder.resolve("home");
  }

  public BundleContext context() {
    return framework.getBundleContext();
  }

  public Bundle door() {
    return bundle("door");
  }

  Bundle bundle(String name) {
    return Stream.of(context().getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow();
  }

  /** Whether somebody listens on the port. */
  public boolean open() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** A license service that says what is in the reference, of whatever bundle. */
  ServiceRegistration<?> serve(int ranking, Supplier<?> supplier) {
    return context().registerService(Supplier.class, supplier, properties(ranking, 0));
  }

  static void change(
      ServiceRegistration<?> service, AtomicReference<String> holder, String text, int serial) {
    holder.set(text);
    service.setProperties(properties(0, serial));
  }

  private static Dictionary<String, Object> properties(int ranking, int serial) {
    return new Hashtable<>(
        Map.of("org.postern.license", "token", "service.ranking", ranking, "serial", serial));
  }

  static List<String> jars(String... names) {
    return Stream.of(names)
        .map(
            name ->
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(path -> path.endsWith(".jar"))
                    .filter(path -> new File(path).getName().contains(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("No " + name + " on the class path")))
        .toList();
  }

  public void close() throws Exception {
    framework.stop();
    framework.waitForStop(30_000);
  }
}
