package org.postern.license.tool;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads the ledger. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(list | check)",
    description = "What was made: an append-only file whose lines are chained by hashes.",
    subcommands = {LedgerCommand.ListCommand.class, LedgerCommand.CheckCommand.class})
final class LedgerCommand {

  /** Shows every line. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Shows what was made, oldest first.",
      footerHeading = "%nExamples:%n",
      footer = "  license-tool ledger list")
  static final class ListCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private VendorFolder vendor;

    @Override
    public Integer call() throws Exception {
      vendor.books();
      PrintWriter out = spec.commandLine().getOut();
      for (Ledger.Entry entry : vendor.ledger().read()) {
        out.printf(
            "%5d  %s  %-12s %s%n",
            entry.number(),
            entry.text("at"),
            entry.op(),
            entry.members().entrySet().stream()
                .filter(it -> !List.of("n", "at", "op", "prev").contains(it.getKey()))
                .map(it -> it.getKey() + "=" + it.getValue())
                .collect(Collectors.joining(" ")));
      }
      return Exit.OK;
    }
  }

  /** Verifies the chain. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Verifies that no line was changed, taken out or put in, and prints the head: the hash of the last line.",
        "",
        "Note the head elsewhere. With --head a check also finds lines that were cut off at the end."
      },
      footerHeading = "%nExamples:%n",
      footer = {"  license-tool ledger check", "  license-tool ledger check --head 3f0a..."})
  static final class CheckCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private VendorFolder vendor;

    @Option(
        names = "--head",
        paramLabel = "HASH",
        description = "A head that an earlier check printed: it must still be in the chain.")
    private String head;

    @Override
    public Integer call() throws Exception {
      vendor.books();
      List<Ledger.Entry> entries = vendor.ledger().read();
      if (head != null && entries.stream().noneMatch(it -> it.hash().equals(head))) {
        throw new Failure(
            "The line with the hash "
                + head
                + " is gone: the ledger was cut or replaced. Restore it from a backup.");
      }
      spec.commandLine()
          .getOut()
          .printf(
              "%d lines, all in order. Head: %s%n",
              entries.size(), entries.isEmpty() ? Ledger.GENESIS : entries.getLast().hash());
      return Exit.OK;
    }
  }
}
