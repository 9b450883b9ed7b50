package org.postern.directory;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.directory.internal.OpenDirectory;

/**
 * The directory of a home, opened without OSGi: for {@code postern init}, {@code recover} and
 * {@code check}. May be open while a server uses the same home: changes are atomic between the
 * processes, and the server sees them within a second.
 */
@ProviderType
public interface DirectoryFile extends AutoCloseable {

  /**
   * Opens {@code data/directory.db} below the home, and makes it when it is not there (readable by
   * the owner only). Sets its schema up to date.
   *
   * @throws DirectoryException of kind UNAVAILABLE, with a message that says what to do: {@code
   *     directory-damaged}, {@code directory-foreign}, {@code directory-too-new}, {@code
   *     directory-unwritable}, {@code directory-busy}, {@code disk-full}
   */
  static DirectoryFile open(Path home) throws DirectoryException {
    return OpenDirectory.open(home);
  }

  Directory directory();

  Resolver resolver();

  Authenticator authenticator();

  Audit audit();

  @Override
  void close() throws DirectoryException;
}
