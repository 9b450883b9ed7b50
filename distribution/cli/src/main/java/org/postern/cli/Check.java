package org.postern.cli;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.postern.directory.DirectoryException;
import org.postern.directory.DirectoryFile;
import org.postern.launcher.Home;
import org.postern.launcher.HomeLock;
import org.postern.mailbox.StoreAdmin;
import org.postern.mailbox.internal.engine.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    mixinStandardHelpOptions = true,
    name = "check",
    description = {
      "Verifies the mail store and the directory: every checksum, the index against the mail,"
          + " counters against rows. Changes nothing.",
      "Works whether the server runs or not. Ends with 1 when something was found."
    },
    footer = {
      "",
      "Examples:",
      "  postern check --home /srv/mail",
      "  postern check --rebuild      (stopped: makes a new index when the old one is lost)"
    })
final class Check implements Callable<Integer> {
  @Mixin private Target target;

  @Option(
      names = "--rebuild",
      description = {
        "Before checking, make a new index from the mail. The server must be stopped; the old index is"
            + " kept beside it.",
        "Flags, copies and limits since the mail was stored may be lost: a backup is better."
      })
  private boolean rebuild;

  @Override
  public Integer call() throws Exception {
    Home home = target.home();
    if (!home.prepared()) {
      throw new Failure(home.folder() + " is not a home of Postern.");
    }
    StoreAdmin.Report report;
    Optional<HomeLock> lock = HomeLock.take(home);
    if (lock.isEmpty()) {
      if (rebuild) {
        throw new Failure("The server runs on " + home.folder() + "; stop it first: postern stop");
      }
      report = running(home);
    } else {
      try {
        report = stopped(home);
      } finally {
        lock.get().close();
      }
    }
    tell(report);
    return report.findings().isEmpty() ? Exit.OK : Exit.ERROR;
  }

  private StoreAdmin.Report running(Home home) throws Failure {
    try {
      return served();
    } catch (Failure e) {
      // A server that can't open its store doesn't hold it: what is wrong with it is seen from
      // here.
      System.setProperty("org.sqlite.tmpdir", home.tmp().toString());
      try {
        return Engine.check(home.data().resolve("mail"), Check::progress);
      } catch (IOException held) {
        throw e;
      }
    }
  }

  /** What the server itself finds. */
  private StoreAdmin.Report served() throws Failure {
    Api api = target.api();
    Api.Answer answer =
        TaskCommand.finish(api, api.call("POST", "/store/check", Optional.empty(), Map.of()));
    JsonObject result = answer.object().getJsonObject("result");
    return new StoreAdmin.Report(
        result.getJsonNumber("messages").longValue(),
        result.getJsonNumber("bytes").longValue(),
        result.getJsonArray("findings").getValuesAs(JsonString.class).stream()
            .map(JsonString::getString)
            .toList());
  }

  /** The caller holds the lock, so that no server starts meanwhile. */
  private StoreAdmin.Report stopped(Home home) throws Failure {
    System.setProperty("org.sqlite.tmpdir", home.tmp().toString());
    Path mail = home.data().resolve("mail");
    List<String> findings = new ArrayList<>();
    long messages = 0;
    long bytes = 0;
    try {
      if (rebuild) {
        findings.addAll(Engine.rebuild(mail));
        target.out().println("The index was made anew.");
      }
      if (Files.isDirectory(mail)) {
        StoreAdmin.Report report = Engine.check(mail, Check::progress);
        messages = report.messages();
        bytes = report.bytes();
        findings.addAll(report.findings());
      }
      try (DirectoryFile directory = DirectoryFile.open(home.folder())) {
        findings.addAll(directory.directory().check());
      }
    } catch (DirectoryException e) {
      findings.add(e.getMessage());
    } catch (IOException e) {
      throw new Failure("The check came to an end: " + e.getMessage());
    }
    return new StoreAdmin.Report(messages, bytes, findings);
  }

  /** Shown on a terminal only. */
  private static void progress(long done, long total) {
    if (System.console() != null && System.console().isTerminal() && total > 0) {
      System.err.printf("\r%3d %%", 100 * done / total);
      if (done >= total) {
        System.err.print("\r      \r");
      }
    }
  }

  private void tell(StoreAdmin.Report report) {
    if (target.json()) {
      target.print(
          jakarta.json.Json.createObjectBuilder()
              .add("messages", report.messages())
              .add("bytes", report.bytes())
              .add("findings", jakarta.json.Json.createArrayBuilder(report.findings()))
              .build());
      return;
    }
    target.out().println("Read " + report.messages() + " messages, " + report.bytes() + " octets.");
    if (report.findings().isEmpty()) {
      target.out().println("All is well.");
    } else {
      target.out().println("Found:");
      report.findings().forEach(finding -> target.out().println("  " + finding));
    }
  }
}
