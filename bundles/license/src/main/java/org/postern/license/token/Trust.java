package org.postern.license.token;

import java.util.List;

/**
 * What is trusted at a moment: a root, its newest bundle and its newest revocation list. Immutable.
 */
public record Trust(Root root, TrustBundle bundle, RevocationList revocations) {

  /**
   * Reads a build's trust: an armored root, the bundle that it signed, and a revocation list if
   * there is one. This is the file of {@code -Dpostern.trust}.
   */
  public static Trust read(String text) throws Refusal {
    List<Armor.Block> blocks = Armor.blocks(text);
    if (blocks.size() < 2
        || blocks.size() > 3
        || blocks.get(0).kind() != Armor.ROOT
        || blocks.get(1).kind() != Armor.TRUST) {
      throw Refusal.malformed(
          "A trust file is a POSTERN ROOT, a POSTERN TRUST, and a POSTERN REVOCATIONS if there is"
              + " one");
    }
    Root root = Root.read(blocks.get(0).text());
    Trust trust =
        new Trust(root, TrustBundle.verify(blocks.get(1).text(), root), RevocationList.NONE);
    return blocks.size() == 2
        ? trust
        : trust.with(RevocationList.verify(blocks.get(2).text(), root));
  }

  /** With this bundle, if it is newer than the one here. */
  public Trust with(TrustBundle other) {
    return other.serial() > bundle.serial() ? new Trust(root, other, revocations) : this;
  }

  /** With this list, if it is newer than the one here. */
  public Trust with(RevocationList other) {
    return other.serial() > revocations.serial() ? new Trust(root, bundle, other) : this;
  }
}
