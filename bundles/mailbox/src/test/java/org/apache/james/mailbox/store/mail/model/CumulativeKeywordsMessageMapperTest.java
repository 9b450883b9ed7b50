package org.apache.james.mailbox.store.mail.model;

/**
 * The contract of mappers whose mailboxes remember every keyword they ever had. It stands in James'
 * package because only there can tests be taken out that are not eligible: overridden without
 * {@code @Test}. See {@code org.postern.mailbox.internal.james.Contracts}.
 */
public abstract class CumulativeKeywordsMessageMapperTest extends MessageMapperTest {

  @Override
  void
      getApplicableFlagShouldHaveEffectWhenUpdateFlagsByReplaceThenComputingApplicableFlagsFromCurrentMailboxState() {}

  @Override
  void
      getApplicableFlagShouldHaveEffectWhenUpdateFlagsByRemoveThenComputingApplicableFlagsFromCurrentMailboxState() {}

  @Override
  void
      getApplicableFlagShouldHaveEffectWhenUnsetMessageFlagThenComputingApplicableFlagsFromCurrentMailboxState() {}

  @Override
  void
      getApplicableFlagShouldHaveEffectWhenDeleteMessageThenComputingApplicableFlagsFromCurrentMailboxState() {}
}
