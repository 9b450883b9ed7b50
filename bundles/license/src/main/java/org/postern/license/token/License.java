package org.postern.license.token;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a license key says.
 *
 * @param lid its permanent id, a ULID; a renewal has one of its own
 * @param product {@value #PRODUCT}
 * @param edition the feature document it opens, for example {@code pro}
 * @param issuedAt when it was made
 * @param notBefore when it begins
 * @param expires when it ends; empty for a perpetual one
 * @param warnDays how long before {@code expires} warnings begin; 0 to 3650
 * @param graceDays how long it goes on after {@code expires}; 0 to 3650; not for a trial
 * @param maintenanceUntil builds made after this are not covered; empty for all builds
 * @param seats accounts with what {@code features} opens; empty for any number
 * @param overPercent how far {@code seats} may be exceeded before new ones are refused; 0 to 1000
 * @param features the entitlements, for example {@code imap}
 * @param domains when not empty: one of them must be a domain of the server
 * @param installs when not empty: the server's install id should be among them; another is only
 *     reported
 */
public record License(
    String lid,
    String product,
    String edition,
    Type type,
    Customer customer,
    Instant issuedAt,
    Instant notBefore,
    Optional<Instant> expires,
    int warnDays,
    int graceDays,
    Optional<Instant> maintenanceUntil,
    OptionalInt seats,
    int overPercent,
    Set<String> features,
    Set<String> domains,
    Set<String> installs) {
  public static final String PRODUCT = "postern";

  private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");
  private static final Pattern ULID = Pattern.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}");
  private static final int MOST_DAYS = 3650;
  private static final Set<String> KNOWN =
      Set.of(
          "v", "crit", "lid", "prd", "ed", "typ", "cus", "iat", "nbf", "exp", "warn", "grace",
          "mnt", "seats", "over", "feat", "bind");

  public License {
    features = Set.copyOf(features);
    domains = Set.copyOf(domains);
    installs = Set.copyOf(installs);
  }

  /** What it was made for. */
  public enum Type {
    COMMERCIAL,
    TRIAL,
    /** Not for resale. */
    NFR,
    INTERNAL;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Who it was made for. */
  public record Customer(String id, String name) {}

  /** When it stops to open anything: the end of grace; empty for a perpetual one. */
  public Optional<Instant> offAt() {
    int grace = type == Type.TRIAL ? 0 : graceDays;
    return expires.map(at -> at.plus(Duration.ofDays(grace)));
  }

  /** When warnings begin, no earlier than the license itself. */
  public Optional<Instant> warnAt() {
    return expires
        .map(at -> at.minus(Duration.ofDays(warnDays)))
        .map(at -> at.isBefore(notBefore) ? notBefore : at);
  }

  /** How many accounts may be enabled before new ones are refused; empty for any number. */
  public OptionalInt mostSeats() {
    return seats.isEmpty()
        ? seats
        : OptionalInt.of(
            (int) Math.min(Integer.MAX_VALUE, seats.getAsInt() * (100L + overPercent) / 100));
  }

  static License read(byte[] payload) throws Refusal {
    JsonObject json = StrictJson.read(payload);
    json.requireVersion(KNOWN);
    JsonObject customer = json.object("cus");
    JsonObject bind = json.has("bind") ? json.object("bind") : new JsonObject(Map.of());
    License license =
        new License(
            matching(ULID, json.text("lid", 26)),
            json.text("prd", 63),
            matching(WORD, json.text("ed", 63)),
            type(json.text("typ", 20)),
            new Customer(customer.text("id", 200), customer.text("name", 200)),
            json.instant("iat"),
            json.instant("nbf"),
            json.optionalInstant("exp"),
            (int) json.number("warn", 0, MOST_DAYS),
            (int) json.number("grace", 0, MOST_DAYS),
            json.optionalInstant("mnt"),
            json.optionalInt("seats", 1, 1_000_000_000),
            (int) json.number("over", 0, 1000),
            words(json.texts("feat", 63)),
            bound(bind, "domain"),
            bound(bind, "install"));
    if (license.expires().filter(at -> !at.isAfter(license.notBefore())).isPresent()) {
      throw Refusal.malformed("The license ends before it begins");
    }
    return license;
  }

  /** The payload that {@link LicenseToken#verify} reads. */
  String json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("v", 1);
    json.put("lid", lid);
    json.put("prd", product);
    json.put("ed", edition);
    json.put("typ", type.code());
    Map<String, Object> who = new LinkedHashMap<>();
    who.put("id", customer.id());
    who.put("name", customer.name());
    json.put("cus", who);
    json.put("iat", issuedAt.getEpochSecond());
    json.put("nbf", notBefore.getEpochSecond());
    json.put("exp", expires.map(Instant::getEpochSecond).orElse(null));
    json.put("warn", warnDays);
    json.put("grace", graceDays);
    json.put("mnt", maintenanceUntil.map(Instant::getEpochSecond).orElse(null));
    json.put("seats", seats.isPresent() ? seats.getAsInt() : null);
    json.put("over", overPercent);
    json.put("feat", new TreeSet<>(features));
    if (!domains.isEmpty() || !installs.isEmpty()) {
      Map<String, Object> bind = new LinkedHashMap<>();
      bind.put("domain", new TreeSet<>(domains));
      bind.put("install", new TreeSet<>(installs));
      json.put("bind", bind);
    }
    return JsonText.of(json);
  }

  private static Set<String> bound(JsonObject bind, String name) throws Refusal {
    return bind.has(name) ? new TreeSet<>(bind.texts(name, 253)) : Set.of();
  }

  private static Set<String> words(List<String> words) throws Refusal {
    for (String word : words) {
      matching(WORD, word);
    }
    return new TreeSet<>(words);
  }

  private static String matching(Pattern pattern, String text) throws Refusal {
    if (!pattern.matcher(text).matches()) {
      throw Refusal.malformed("The license has a name that is none");
    }
    return text;
  }

  private static Type type(String code) throws Refusal {
    for (Type type : Type.values()) {
      if (type.code().equals(code)) {
        return type;
      }
    }
    throw new Refusal(
        Reason.UNSUPPORTED_VERSION, "The license is of a type unknown here: update the server");
  }
}
