package org.postern.license.internal.state;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Map;
import java.util.Set;

/** The real files, until the process is killed: after so many steps that change something. */
final class DyingDisk extends FileSystemProvider {
  private final FileSystemProvider real;
  private final FileSystem system;
  private int left = Integer.MAX_VALUE;

  /** The process is gone: nothing that it would do after this happens. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  DyingDisk(Path example) {
    this.real = example.getFileSystem().provider();
    this.system = new System(example.getFileSystem());
  }

  /** The kill comes after this many steps, before the next. */
  void killAfter(int steps) {
    left = steps;
  }

  /** A path of the real disk on this one. */
  Path path(Path path) {
    return (Path)
        Proxy.newProxyInstance(
            DyingDisk.class.getClassLoader(),
            new Class<?>[] {Path.class, Wrapped.class},
            (_, method, arguments) -> {
              if (method.getName().equals("getFileSystem")) {
                return system;
              }
              if (method.getName().equals("real")) {
                return path;
              }
              Object[] own = arguments == null ? new Object[0] : arguments.clone();
              for (int i = 0; i < own.length; i++) {
                own[i] = own[i] instanceof Wrapped wrapped ? wrapped.real() : own[i];
              }
              try {
                Object result = method.invoke(path, own);
                return result instanceof Path other ? path(other) : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** What is behind a path of this disk. */
  interface Wrapped {
    Path real();
  }

  private static Path real(Path path) {
    return ((Wrapped) path).real();
  }

  private void step() {
    if (left-- <= 0) {
      throw new Killed();
    }
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    step();
    return real.newFileChannel(real(path), options, attributes);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    step();
    return real.newByteChannel(real(path), options, attributes);
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    step();
    real.createDirectory(real(path), attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    step();
    real.delete(real(path));
  }

  @Override
  public boolean deleteIfExists(Path path) throws IOException {
    step();
    return real.deleteIfExists(real(path));
  }

  @Override
  public void move(Path from, Path to, CopyOption... options) throws IOException {
    step();
    real.move(real(from), real(to), options);
  }

  @Override
  public void copy(Path from, Path to, CopyOption... options) throws IOException {
    step();
    real.copy(real(from), real(to), options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return real.readAttributes(real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    return real.readAttributes(real(path), names, options);
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    real.checkAccess(real(path), modes);
  }

  // What nobody asks for here.

  @Override
  public String getScheme() {
    return "dying";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isSameFile(Path one, Path other) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isHidden(Path path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileStore getFileStore(Path path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options) {
    throw new UnsupportedOperationException();
  }

  private final class System extends FileSystem {
    private final FileSystem behind;

    System(FileSystem behind) {
      this.behind = behind;
    }

    @Override
    public FileSystemProvider provider() {
      return DyingDisk.this;
    }

    @Override
    public void close() {}

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public String getSeparator() {
      return behind.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
      return behind.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
      return path(behind.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
      throw new UnsupportedOperationException();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
      throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
      throw new UnsupportedOperationException();
    }
  }
}
