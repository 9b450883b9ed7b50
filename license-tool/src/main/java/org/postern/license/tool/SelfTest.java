package org.postern.license.tool;

import java.io.PrintWriter;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.postern.license.token.Build;
import org.postern.license.token.Circumstances;
import org.postern.license.token.Evaluator;
import org.postern.license.token.IssuingKey;
import org.postern.license.token.License;
import org.postern.license.token.LicenseToken;
import org.postern.license.token.Refusal;
import org.postern.license.token.RevocationList;
import org.postern.license.token.Root;
import org.postern.license.token.Signer;
import org.postern.license.token.State;
import org.postern.license.token.Trust;
import org.postern.license.token.TrustBundle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tries out everything in memory. */
@Command(
    name = "selftest",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a vendor in memory, issues, verifies, changes, ends, revokes and retires, and says whether all went as it"
          + " must on this machine and JDK. Touches no file."
    },
    footerHeading = "%nExamples:%n",
    footer = "  license-tool selftest")
final class SelfTest implements Callable<Integer> {
  private static final String KID = "selftest";

  @Spec private CommandSpec spec;

  private int failed;

  @Override
  public Integer call() throws Exception {
    Build build = Build.embedded();
    check("the trust built in is in order: " + build.trust().root().vendor(), true);

    KeyPair classic = KeyFile.generate(KeyFile.ED25519);
    KeyPair postQuantum = KeyFile.generate(KeyFile.ML_DSA_65);
    KeyPair issuing = KeyFile.generate(KeyFile.ED25519);
    Root root =
        Root.read(
            new Root(
                    "selftest-root",
                    "Self-test",
                    false,
                    classic.getPublic(),
                    postQuantum.getPublic())
                .armored());
    Signer first = KeyFile.signer(classic.getPrivate(), KeyFile.ED25519);
    Signer second = KeyFile.signer(postQuantum.getPrivate(), KeyFile.ML_DSA_65);
    Signer issuer = KeyFile.signer(issuing.getPrivate(), KeyFile.ED25519);
    Instant now = VendorFolder.now();
    IssuingKey active =
        new IssuingKey(KID, issuing.getPublic(), IssuingKey.Status.ACTIVE, Set.of());
    String bundle = new TrustBundle(1, now, List.of(active)).sign(root, first, second);
    Trust trust = Trust.read(root.armored() + bundle);
    check("a trust bundle of Bouncy Castle's signatures is right for the JDK", true);
    check(
        "one that only Ed25519 has signed is refused",
        refused(() -> Trust.read(root.armored() + half(root, active, now, first))));

    String text = LicenseToken.sign(license(now), KID, issuer);
    LicenseToken token = LicenseToken.verify(text, trust);
    check("a license is ACTIVE", state(text, trust, now) == State.ACTIVE);
    check(
        "it ends: EXPIRING, GRACE, LAPSED",
        state(text, trust, now.plus(Duration.ofDays(360))) == State.EXPIRING
            && state(text, trust, now.plus(Duration.ofDays(366))) == State.GRACE
            && state(text, trust, now.plus(Duration.ofDays(400))) == State.LAPSED);
    check("every changed character is refused", everyChangeIsRefused(text, trust));

    RevocationList list =
        new RevocationList(1, now, Map.of(RevocationList.nameOf(token.license().lid()), now));
    check(
        "a revoked one is LAPSED",
        state(text, trust.with(RevocationList.verify(list.sign(root, first, second), root)), now)
            == State.LAPSED);
    Trust retired = retired(root, issuing, now, first, second, Set.of(token.fingerprint()));
    check("a retired key honors what is on its list", state(text, retired, now) == State.ACTIVE);
    String backdated = LicenseToken.sign(license(now.minus(Duration.ofDays(30))), KID, issuer);
    check("and nothing else, whatever its date", state(backdated, retired, now) == State.LAPSED);

    PrintWriter out = spec.commandLine().getOut();
    out.println(failed == 0 ? "All is well." : failed + " checks failed: do not issue with this.");
    return failed == 0 ? Exit.OK : Exit.USAGE;
  }

  private void check(String what, boolean right) {
    spec.commandLine().getOut().println((right ? "ok    " : "WRONG ") + what);
    failed += right ? 0 : 1;
  }

  private static State state(String text, Trust trust, Instant at) {
    return Evaluator.evaluate(Optional.of(text), trust, Circumstances.at(at, at)).state();
  }

  private static boolean everyChangeIsRefused(String text, Trust trust) {
    for (int i = 0; i < text.length(); i++) {
      char[] changed = text.toCharArray();
      if (changed[i] == '\n') {
        continue;
      }
      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      if (!refused(() -> LicenseToken.verify(new String(changed), trust))) {
        return false;
      }
    }
    return true;
  }

  /** What is expected to be refused. */
  @FunctionalInterface
  private interface Attempt {
    Object run() throws Exception;
  }

  private static boolean refused(Attempt attempt) {
    try {
      attempt.run();
      return false;
    } catch (Refusal e) {
      return true;
    } catch (Exception e) {
      return false;
    }
  }

  /** The second signature is right, but of another key. */
  private static String half(Root root, IssuingKey key, Instant now, Signer classic)
      throws Exception {
    Signer wrong =
        KeyFile.signer(KeyFile.generate(KeyFile.ML_DSA_65).getPrivate(), KeyFile.ML_DSA_65);
    return new TrustBundle(1, now, List.of(key)).sign(root, classic, wrong);
  }

  private static Trust retired(
      Root root, KeyPair issuing, Instant now, Signer first, Signer second, Set<String> honors)
      throws Exception {
    IssuingKey key = new IssuingKey(KID, issuing.getPublic(), IssuingKey.Status.RETIRED, honors);
    return Trust.read(
        root.armored() + new TrustBundle(2, now, List.of(key)).sign(root, first, second));
  }

  private static License license(Instant from) {
    return new License(
        Lids.next(from),
        License.PRODUCT,
        "pro",
        License.Type.INTERNAL,
        new License.Customer("", "Self-test"),
        from,
        from,
        Optional.of(from.plus(Duration.ofDays(365))),
        30,
        14,
        Optional.empty(),
        OptionalInt.empty(),
        10,
        Set.of("imap"),
        Set.of(),
        Set.of());
  }
}
