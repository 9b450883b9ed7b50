package org.postern.admin.internal.resources;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.admin.AdminResource;
import org.postern.admin.Audited;
import org.postern.admin.Call;
import org.postern.admin.ListQuery;
import org.postern.admin.Listing;
import org.postern.admin.Problem;
import org.postern.admin.RequiresScope;
import org.postern.admin.internal.Backends;
import org.postern.admin.internal.tasks.TaskRunner;
import org.postern.admin.internal.tasks.TaskView;
import org.postern.directory.DirectoryException;
import org.postern.mailbox.StoreAdmin;

/** Copies of the running server that a new home can be made of. */
@Path("/backups")
@Produces(MediaType.APPLICATION_JSON)
public final class BackupsResource implements AdminResource {
  private static final String KIND = "backup";
  private final Backends backends;
  private final TaskRunner tasks;
  private final java.nio.file.Path home;

  public BackupsResource(Backends backends, TaskRunner tasks, java.nio.file.Path home) {
    this.backends = backends;
    this.tasks = tasks;
    this.home = home;
  }

  /**
   * @param path a folder on the server, absolute, new or empty; under {@code backups} in the home
   *     unless told
   */
  public record NewBackup(String path) {}

  @GET
  @RequiresScope("backups:read")
  public Listing<TaskView> list(@BeanParam ListQuery query) {
    List<TaskView> all =
        tasks.list(Optional.empty(), Optional.empty(), Optional.empty(), 1_000).stream()
            .filter(task -> task.kind().equals(KIND))
            .filter(task -> Texts.contains(task.target(), query.q()))
            .sorted(
                query.order(
                    Map.of("createdAt", java.util.Comparator.comparing(TaskView::createdAt)),
                    java.util.Comparator.comparing(TaskView::createdAt).reversed()))
            .toList();
    return Listing.of(all, query);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RequiresScope("backups:write")
  @Audited("backup.make")
  public Response make(
      NewBackup body,
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @Context SecurityContext security) {
    Call call = Call.of(security);
    call.requireAllDomains();
    java.nio.file.Path folder = folder(body.path());
    call.target(folder.toString());
    backends.store();
    String id =
        tasks.submit(
            KIND, folder.toString(), call.caller(), progress -> backup(folder, progress::at));
    return Answering.accepted(uri, headers, tasks, id);
  }

  private java.nio.file.Path folder(String asked) {
    try {
      if (asked == null) {
        String now =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
        return home.resolve("backups").resolve(now);
      }
      java.nio.file.Path folder = java.nio.file.Path.of(asked).normalize();
      if (!folder.isAbsolute()) {
        throw Problem.invalid("/path", "bad-path", "The path must be absolute.");
      }
      if (folder.startsWith(home.resolve("data")) || folder.startsWith(home.resolve("conf"))) {
        throw Problem.invalid("/path", "bad-path", "A backup can't be inside what it copies.");
      }
      if (Files.exists(folder) && !isEmpty(folder)) {
        throw Problem.conflict("path-not-empty", "There is something at " + folder + " already.");
      }
      return folder;
    } catch (InvalidPathException e) {
      throw Problem.invalid("/path", "bad-path", "This is no path.");
    }
  }

  private static boolean isEmpty(java.nio.file.Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (DirectoryStream<java.nio.file.Path> entries = Files.newDirectoryStream(folder)) {
      return !entries.iterator().hasNext();
    } catch (IOException e) {
      throw Problem.invalid("/path", "bad-path", "The folder can't be read by the server.");
    }
  }

  /** Laid out as a home: mail first, so that no account of the copy misses mail that it shows. */
  private Map<String, Object> backup(java.nio.file.Path folder, StoreAdmin.Progress progress)
      throws IOException, DirectoryException {
    java.nio.file.Path data = folder.resolve("data");
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.createDirectories(data);
    } catch (IOException e) {
      throw Problem.of(
          422, "bad-path", "The folder can't be made by the server: " + e.getMessage());
    }
    backends.store().backup(data.resolve("mail"), progress);
    backends.directory().backup(data.resolve("directory.db"));
    java.nio.file.Path node = home.resolve("data/node.id");
    if (Files.exists(node)) {
      Files.copy(node, data.resolve("node.id"));
    }
    copy(home.resolve("conf"), folder.resolve("conf"));
    return Map.of("path", folder.toString());
  }

  private static void copy(java.nio.file.Path from, java.nio.file.Path to) throws IOException {
    if (!Files.isDirectory(from)) {
      return;
    }
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(
              java.nio.file.Path folder, BasicFileAttributes attributes) throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(java.nio.file.Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                file,
                to.resolve(from.relativize(file).toString()),
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
