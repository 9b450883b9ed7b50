package org.postern.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.directory.Directory;
import org.postern.directory.DirectoryException;
import org.postern.directory.DirectoryFile;
import org.postern.directory.Page;
import org.postern.launcher.Home;

/**
 * The token that this program uses: that of a server administrator, in {@code conf/admin.token}.
 */
final class AdminToken {
  private static final String NAME = "command line";
  private static final String ADMINISTRATOR = "admin";

  private AdminToken() {}

  /** Makes a new token, for a new administrator if there is none, and ends the one before. */
  static void make(Home home, DirectoryFile file) throws DirectoryException, IOException {
    Directory directory = file.directory();
    String owner = owner(directory);
    List<String> former =
        directory.tokens(ALL, Optional.of(owner)).items().stream()
            .filter(token -> token.name().equals(NAME))
            .map(Directory.Token::id)
            .toList();
    Directory.NewSecret<Directory.Token> made =
        directory.addToken(
            new Directory.NewToken(
                owner, NAME, Set.of("*"), Set.of(), List.of(), Optional.empty()));
    write(home.adminToken(), made.secret());
    for (String id : former) {
      directory.removeToken(id);
    }
  }

  private static String owner(Directory directory) throws DirectoryException {
    Optional<Directory.Admin> server =
        directory.admins(ALL).items().stream()
            .filter(admin -> admin.role() == Directory.Role.SERVER_ADMIN && admin.enabled())
            .findFirst();
    return server.isPresent()
        ? server.get().id()
        : directory.addAdmin(ADMINISTRATOR, Directory.Role.SERVER_ADMIN, Set.of()).id();
  }

  private static final Page.Request ALL = new Page.Request(500, Optional.empty(), "", "");

  private static void write(Path file, String token) throws IOException {
    Path fresh = file.resolveSibling("admin.token.new");
    Files.deleteIfExists(fresh);
    // Nobody else may read it, not even for a moment.
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, token + "\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
