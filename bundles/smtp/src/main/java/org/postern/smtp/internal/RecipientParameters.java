package org.postern.smtp.internal;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What RCPT asked for (RFC 3461 4.1, 4.2).
 *
 * @param reports when a report is wanted; empty for NEVER, and absent when the client did not say
 * @param originalRecipient {@code type;address}, decoded, as a report shows it
 */
record RecipientParameters(Optional<Set<Notify>> reports, Optional<String> originalRecipient) {
  static final RecipientParameters NONE =
      new RecipientParameters(Optional.empty(), Optional.empty());

  /** RFC 3461 4.1. */
  enum Notify {
    SUCCESS,
    FAILURE,
    DELAY
  }

  boolean wantsSuccess() {
    return reports.isPresent() && reports.get().contains(Notify.SUCCESS);
  }

  /** RFC 3461 4.1: without NOTIFY, failures are reported. */
  boolean wantsFailure() {
    return reports.isEmpty() || reports.get().contains(Notify.FAILURE);
  }

  static RecipientParameters parse(String text, Extensions extensions) throws Refusal {
    if (text.isEmpty()) {
      return NONE;
    }
    Optional<Set<Notify>> notify = Optional.empty();
    Optional<String> original = Optional.empty();
    for (Parameter parameter : Parameter.parse(text)) {
      if (!extensions.dsn()) {
        throw parameter.unknown();
      }
      switch (parameter.keyword()) {
        case "NOTIFY" -> notify = Optional.of(notify(parameter));
        case "ORCPT" -> original = Optional.of(original(parameter));
        default -> throw parameter.unknown();
      }
    }
    return new RecipientParameters(notify, original);
  }

  private static Set<Notify> notify(Parameter parameter) throws Refusal {
    Set<Notify> all = EnumSet.noneOf(Notify.class);
    if (parameter.required().equalsIgnoreCase("NEVER")) {
      return all;
    }
    for (String word : parameter.value().split(",", -1)) {
      switch (word.toUpperCase(Locale.ROOT)) {
        case "SUCCESS" -> all.add(Notify.SUCCESS);
        case "FAILURE" -> all.add(Notify.FAILURE);
        case "DELAY" -> all.add(Notify.DELAY);
        default -> throw parameter.bad("must be NEVER, or a list of SUCCESS, FAILURE and DELAY");
      }
    }
    return all;
  }

  /** RFC 3461 4.2 {@code addr-type ";" xtext}; RFC 6533 3 for the type utf-8. */
  private static String original(Parameter parameter) throws Refusal {
    String value = parameter.required();
    int semicolon = value.indexOf(';');
    if (semicolon < 1 || semicolon == value.length() - 1 || value.length() > 500) {
      throw parameter.bad("must be an address type, a semicolon and an address, 500 characters");
    }
    String type = value.substring(0, semicolon);
    String address = value.substring(semicolon + 1);
    if (!type.matches("[A-Za-z0-9-]+")) {
      throw parameter.bad("has no address type");
    }
    if (!type.equalsIgnoreCase("utf-8")) {
      address = Xtext.decode(address).orElseThrow(() -> parameter.bad("must be xtext"));
    }
    return type + ";" + address;
  }
}
