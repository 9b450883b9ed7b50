package org.postern.cli;

import jakarta.json.JsonObject;
import picocli.CommandLine.Option;

/** Limits of an account or a domain. */
final class QuotaOptions {
  @Option(
      names = "--quota",
      paramLabel = "SIZE",
      converter = Amount.Converter.class,
      description = "How much mail it may hold, e.g. 500M or 5G; inherit for the default.")
  private Amount bytes;

  @Option(
      names = "--quota-messages",
      paramLabel = "N",
      converter = Amount.Converter.class,
      description = "How many messages it may hold; inherit for the default.")
  private Amount messages;

  JsonObject json() {
    return new Body().amount("bytes", bytes).amount("messages", messages).build();
  }
}
