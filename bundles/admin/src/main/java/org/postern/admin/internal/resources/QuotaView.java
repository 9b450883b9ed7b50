package org.postern.admin.internal.resources;

import java.util.OptionalLong;
import org.postern.admin.internal.rest.Checks;
import org.postern.directory.Account;

/**
 * A limit as it is set at one level.
 *
 * @param bytes octets; null where it is inherited
 * @param messages how many; null where it is inherited
 */
public record QuotaView(Long bytes, Long messages) {

  static QuotaView of(Account.Quota quota) {
    return new QuotaView(boxed(quota.bytes()), boxed(quota.messages()));
  }

  private static Long boxed(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  /** As the directory takes it; null is inherited. */
  static Account.Quota quota(QuotaView view, String pointer, Checks checks) {
    if (view == null) {
      return Account.Quota.INHERITED;
    }
    checks.positive(pointer + "/bytes", view.bytes());
    checks.positive(pointer + "/messages", view.messages());
    return new Account.Quota(unboxed(view.bytes()), unboxed(view.messages()));
  }

  private static OptionalLong unboxed(Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
