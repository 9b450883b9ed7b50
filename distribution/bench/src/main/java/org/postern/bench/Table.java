package org.postern.bench;

import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints measurements for people. */
final class Table {
  private static final String LINE = "%-32s %14s  %-28s %8s %8s  %s%n";

  private static final DecimalFormatSymbols ENGLISH = new DecimalFormatSymbols(Locale.ROOT);

  private final PrintStream out;

  Table(PrintStream out) {
    this.out = out;
  }

  void print(List<Measurement> measurements) {
    out.println();
    out.printf(LINE, "", "Postern", "best peer", "ratio", "goal", "");
    for (Measurement measurement : measurements) {
      summary(measurement);
    }
  }

  private void summary(Measurement measurement) {
    switch (measurement) {
      case Measurement.Rates rates ->
          out.printf(
              LINE,
              rates.row().title() + " (" + rates.row().clients() + ")",
              rate(rates.own()),
              rates.best().isEmpty()
                  ? "-"
                  : rates.best() + " " + rate(rates.results().get(rates.best()).rate()),
              rates.best().isEmpty() ? "-" : String.format(Locale.ROOT, "%.2fx", rates.ratio()),
              ">= " + new DecimalFormat("0.#x", ENGLISH).format(rates.row().goal()),
              rates.best().isEmpty() ? "" : verdict(rates));
      case Measurement.StartTimes start ->
          out.printf(
              LINE,
              start.row().title() + (start.messages() > 0 ? " (" + start.messages() + ")" : ""),
              seconds(start.median()),
              "-",
              "-",
              "<= " + seconds(start.row().goal()),
              verdict(start));
      case Measurement.Memory memory ->
          out.printf(
              LINE,
              memory.row().title(),
              String.format(Locale.ROOT, "%.1f", memory.kibEach().get("postern")),
              memory.kibEach().entrySet().stream()
                  .filter(entry -> !entry.getKey().equals("postern"))
                  .map(
                      entry ->
                          String.format(Locale.ROOT, "%s %.1f", entry.getKey(), entry.getValue()))
                  .collect(Collectors.joining(", ")),
              "-",
              "-",
              memory.opened().toString());
      case Measurement.FirstTimes times ->
          out.printf(
              LINE,
              times.row().title(),
              millis(times.first().get("postern")),
              peers(times.first(), Table::millis),
              "-",
              "<= " + times.row().goal().toMillis() + " ms",
              verdict(times));
      case Measurement.Idle idle ->
          out.printf(
              LINE,
              idle.row().title(),
              waiting(idle.waiting().get("postern")),
              peers(idle.waiting(), Table::waiting),
              "-",
              String.format(
                  Locale.ROOT,
                  "<= %.0f, %.0f / %.0f ms",
                  Row.Idle.KIB_GOAL,
                  Row.Idle.P50_GOAL,
                  Row.Idle.P99_GOAL),
              verdict(idle));
      case Measurement.Report report ->
          out.printf(
              LINE,
              report.row().title(),
              report.own(),
              "-",
              "-",
              report.goal(),
              report.goal().equals("-") ? "" : verdict(report));
    }
  }

  private static <T> String peers(Map<String, T> figures, Function<T, String> shown) {
    String peers =
        figures.entrySet().stream()
            .filter(entry -> !entry.getKey().equals("postern"))
            .map(
                entry ->
                    entry.getKey().replace("dovecot-", "") + " " + shown.apply(entry.getValue()))
            .collect(Collectors.joining(", "));
    return peers.isEmpty() ? "-" : peers;
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, "%,.0f ms", millis);
  }

  private static String waiting(Measurement.Waiting waiting) {
    return String.format(
        Locale.ROOT, "%.0f, %.1f / %.1f", waiting.kibEach(), waiting.p50(), waiting.p99());
  }

  private static String verdict(Measurement measurement) {
    return measurement.met() ? "met" : "MISSED";
  }

  /** One server's figures, as soon as a row is measured. */
  void details(Measurement measurement) {
    switch (measurement) {
      case Measurement.Rates rates -> {
        for (Map.Entry<String, Result> entry : rates.results().entrySet()) {
          Result result = entry.getValue();
          out.printf(
              Locale.ROOT,
              "%-16s %-16s %10s  p50 %.3f ms  p99 %.3f ms  cpu %.0f %%, %s of cpu  rounds %s%s%n",
              rates.row().id(),
              entry.getKey(),
              rate(result.rate()),
              result.p50(),
              result.p99(),
              result.cpu(),
              rate(result.cpu() > 0 ? result.rate() / result.cpu() * 100 : 0),
              rates.rates().get(entry.getKey()).stream()
                  .map(Table::rate)
                  .collect(Collectors.joining(" ")),
              result.errors() == 0
                  ? ""
                  : "  ERRORS " + result.errors() + ": " + result.error().orElse(""));
        }
      }
      case Measurement.StartTimes start ->
          out.printf(
              "%-16s %-16s %s%n",
              start.row().id(),
              "postern",
              start.times().stream().map(Table::seconds).collect(Collectors.joining(" ")));
      case Measurement.Memory memory ->
          out.printf("%-16s %s %s%n", memory.row().id(), memory.opened(), memory.kibEach());
      case Measurement.FirstTimes times ->
          times
              .first()
              .forEach(
                  (server, figure) ->
                      out.printf("%-16s %-16s %s%n", times.row().id(), server, millis(figure)));
      case Measurement.Idle idle ->
          idle.waiting()
              .forEach(
                  (server, waiting) ->
                      out.printf(
                          Locale.ROOT,
                          "%-16s %-16s %d connections, %.1f KiB each, p50 %.2f ms, p99 %.2f ms%n",
                          idle.row().id(),
                          server,
                          waiting.connections(),
                          waiting.kibEach(),
                          waiting.p50(),
                          waiting.p99()));
      case Measurement.Report report -> {
        out.println(report.row().id());
        report.details().forEach(line -> out.println("  " + line));
      }
    }
  }

  private static String rate(double rate) {
    return String.format(Locale.ROOT, rate < 100 ? "%.1f/s" : "%,.0f/s", rate);
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
  }
}
