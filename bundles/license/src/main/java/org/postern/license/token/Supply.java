package org.postern.license.token;

import java.util.List;
import java.util.Optional;

/**
 * What the license bundle hands to gates, as one text: a license, and the trust bundle and
 * revocation list in force when they are newer than the built-in ones. A gate believes none of it
 * before it has verified it against the root in its own bundle.
 */
public record Supply(String license, Trust trust) {

  /**
   * Takes a supplied text apart and verifies the trust bundle and the revocation list in it; the
   * license is still a text.
   *
   * @param builtIn the trust that the bundle carries
   */
  public static Supply read(String text, Trust builtIn) throws Refusal {
    if (text.length() > Armor.LICENSE.limit() + Armor.TRUST.limit() + Armor.REVOCATIONS.limit()) {
      throw Refusal.malformed("The text handed over is too large");
    }
    List<Armor.Block> blocks = Armor.blocks(text);
    if (blocks.isEmpty() || blocks.size() > 3 || blocks.getFirst().kind() != Armor.LICENSE) {
      throw Refusal.malformed("The text handed over is not a license");
    }
    Trust trust = builtIn;
    for (Armor.Block block : blocks.subList(1, blocks.size())) {
      trust =
          switch (block.kind()) {
            case TRUST -> trust.with(TrustBundle.verify(block.text(), trust.root()));
            case REVOCATIONS -> trust.with(RevocationList.verify(block.text(), trust.root()));
            case LICENSE, CLOCK, ROOT ->
                throw Refusal.malformed("The text handed over holds what it should not");
          };
    }
    return new Supply(blocks.getFirst().text(), trust);
  }

  /** The text that {@link #read} takes, of texts that are armored each. */
  public static String text(
      String license, Optional<String> trustBundle, Optional<String> revocations) {
    return license + '\n' + trustBundle.orElse("") + '\n' + revocations.orElse("");
  }
}
