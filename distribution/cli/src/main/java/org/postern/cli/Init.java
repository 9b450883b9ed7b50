package org.postern.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.postern.directory.Account;
import org.postern.directory.Addresses;
import org.postern.directory.Directory;
import org.postern.directory.DirectoryException;
import org.postern.directory.DirectoryFile;
import org.postern.launcher.Home;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    mixinStandardHelpOptions = true,
    name = "init",
    description = {
      "Prepares a home: settings, the first domain, and the first administrator, whose token is"
          + " written to conf/admin.token. There is no default password.",
      "On a home that is prepared already it changes nothing, except that it adds what is missing."
    },
    footer = {
      "",
      "Examples:",
      "  sudo -u postern postern init --domain example.org",
      "  postern init --home ./home --domain example.test --listen 127.0.0.1 --port-base 10000"
    })
final class Init implements Callable<Integer> {
  /** The highest standard port is 995, of 65535. */
  private static final int MAX_BASE = 64_540;

  private static final int FIRST_FREE_PORT = 1024;

  /** What may be in the folder of a home that was not finished; a file system has lost+found. */
  private static final List<String> OURS =
      List.of(
          "conf", "data", "logs", "run", "tmp", "conf.restoring", "data.restoring", "lost+found");

  @Mixin private HomeOption home;

  @Option(names = "--domain", paramLabel = "D", description = "The first domain to take mail for.")
  private String domain;

  @Option(
      names = "--listen",
      paramLabel = "ADDR",
      description =
          "The IP address that mail ports listen on. Default: all. (LMTP and plain-text"
              + " administration stay on loopback.)")
  private String listen;

  @Option(
      names = "--port-base",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Added to the standard ports: with 10000, SMTP is on 10025. Default: the standard ports.")
  private int portBase;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws Failure {
    checkOptions();
    Home folder = home.home();
    PrintWriter out = command.commandLine().getOut();
    try {
      requireOurs(folder);
      boolean before = folder.prepared();
      folder.makeFolders();
      List<String> done = new ArrayList<>();
      fill(folder, done);
      if (before && done.isEmpty()) {
        out.println(folder.folder() + " is prepared already; nothing was changed.");
      } else {
        out.println((before ? "Added to " : "Prepared ") + folder.folder() + ":");
        done.forEach(each -> out.println("  " + each));
      }
      if (!before) {
        nextSteps(folder, out);
      }
      return Exit.OK;
    } catch (DirectoryException e) {
      throw new Failure(e.getMessage());
    } catch (AccessDeniedException e) {
      throw new Failure(
          e.getFile()
              + " cannot be written by "
              + System.getProperty("user.name")
              + ". Choose another folder with --home DIR, or run this as a user who may.");
    } catch (FileSystemException e) {
      throw new Failure("The home cannot be made: " + e.getFile() + ": " + reason(e));
    } catch (IOException e) {
      throw new Failure("The home cannot be made: " + e);
    }
  }

  private void checkOptions() throws Failure {
    if (portBase < 0 || portBase > MAX_BASE) {
      throw new Failure(
          Exit.USAGE, "--port-base must be 0 to " + MAX_BASE + ", not " + portBase + ".");
    }
    if (listen != null) {
      try {
        InetAddress.ofLiteral(listen);
      } catch (IllegalArgumentException e) {
        throw new Failure(
            Exit.USAGE,
            "--listen must be an IP address such as 192.0.2.1 or ::, not \"" + listen + "\".");
      }
    }
  }

  private static String reason(FileSystemException e) {
    return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
  }

  /** A folder with something else in it stays as it is. */
  static void requireOurs(Home home) throws Failure, IOException {
    Path folder = home.folder();
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new Failure(folder + " is not a folder. Choose another one with --home DIR.");
    }
    if (!Files.isDirectory(folder) || home.prepared()) {
      return;
    }
    try (Stream<Path> content = Files.list(folder)) {
      // A home that was not finished has nothing but our folders; a file system of its own has
      // lost+found.
      Optional<Path> foreign =
          content.filter(each -> !OURS.contains(each.getFileName().toString())).findFirst();
      if (foreign.isPresent()) {
        throw new Failure(
            folder
                + " is not empty ("
                + foreign.get().getFileName()
                + ") and not a home of Postern. Choose another folder with --home DIR.");
      }
    }
  }

  private void fill(Home home, List<String> done) throws DirectoryException, IOException {
    Path net = home.conf().resolve("org.postern.net.json");
    if (!home.prepared() && !Files.exists(net)) {
      StringBuilder settings = new StringBuilder("{\n");
      if (listen != null) {
        settings.append("  \"listen\": \"").append(listen).append("\",\n");
      }
      // For the self-signed certificate: the names that people give to their mail programs.
      Optional.ofNullable(domain)
          .flatMap(Addresses::domain)
          .ifPresent(
              name ->
                  settings.append(
                      "  \"certificateNames\": [\"mail.%s\", \"%<s\"],\n".formatted(name)));
      settings.append("  \"portBase\": ").append(portBase).append("\n}\n");
      write(net, settings.toString());
      done.add(
          "conf/org.postern.net.json   ports"
              + (portBase == 0 ? "" : ", from " + (portBase + 24) + " to " + (portBase + 995)));
    }
    System.setProperty("org.sqlite.tmpdir", home.tmp().toString());
    try (DirectoryFile file = DirectoryFile.open(home.folder())) {
      Directory directory = file.directory();
      if (domain != null && directory.domain(domain).isEmpty()) {
        String name =
            directory
                .addDomain(
                    new Directory.NewDomain(
                        domain, true, Optional.empty(), Account.Quota.INHERITED))
                .name();
        done.add("domain " + name);
      }
      if (directory.needsSetup() || !home.prepared() && !Files.exists(home.adminToken())) {
        AdminToken.make(home, file);
        done.add("conf/admin.token            the first administrator's token; keep it secret");
      }
    }
    if (!home.prepared()) {
      // The last file: with it the home is prepared.
      write(
          home.settings(),
          """
          {
            "features": ["base", "pro"],
            "logFormat": "text",
            "logLevel": "info"
          }
          """);
      done.add("conf/postern.json           features and logging");
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void nextSteps(Home home, PrintWriter out) {
    String at = System.getenv("POSTERN_HOME") == null ? " --home " + home.folder() : "";
    out.println();
    if (portBase + 24 < FIRST_FREE_PORT && !System.getProperty("user.name").equals("root")) {
      out.println("Ports under 1024 need a privilege that this user may not have. Either");
      out.println("  run Postern by systemd, whose unit in systemd/ has CAP_NET_BIND_SERVICE, or");
      out.println(
          "  use other ports: postern init --port-base 10000, or portBase in conf/org.postern.net.json.");
      out.println();
    }
    out.println("Next:");
    out.println("  postern run" + at + "            in the foreground, or: postern start" + at);
    String example = domain == null ? "example.org" : domain;
    if (domain == null) {
      out.println("  postern domain add" + at + " " + example);
    }
    out.println("  postern account add" + at + " you@" + example);
  }
}
