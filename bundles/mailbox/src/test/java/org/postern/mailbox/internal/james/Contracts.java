package org.postern.mailbox.internal.james;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Apache James' published contracts (788 test methods of mailbox-api and mailbox-store 3.9.0) and
 * how this store meets them: which class of ours runs each, or why it can't be met. {@link
 * ContractsTest} compares this list with what is really there.
 */
final class Contracts {
  private static final String JAMES = "org.apache.james.mailbox.";

  /**
   * A contract.
   *
   * @param name below {@code org.apache.james.mailbox}
   * @param tests how many test methods James publishes in it
   * @param ours the class that runs it; null when it is not eligible as a whole
   * @param excluded methods that are not eligible, with the reason
   * @param reason why it is not eligible as a whole; null when it is
   */
  record Contract(
      String name, int tests, Class<?> ours, Map<String, String> excluded, String reason) {

    Class<?> type() throws ClassNotFoundException {
      return Class.forName(JAMES + name);
    }

    int eligible() {
      return ours == null ? 0 : tests - excluded.size();
    }
  }

  private static final String DISPLAY_SORT =
      "Expects display names, and messages without the field last. RFC 5256 3: FROM, TO and CC sort"
          + " by addr-mailbox of the first address, and none sorts as an empty string, first.";

  private static final String KEYWORDS =
      "Expects a keyword to be forgotten with its last message. A mailbox of ours remembers every"
          + " keyword it had (James: INCREMENTAL_APPLICABLE_FLAGS), as clients offer them again.";

  static final List<Contract> ALL =
      List.of(
          runs("MailboxManagerTest", 188, MailboxManagerContractTest.class),
          runs("MailboxManagerStressContract", 1, MailboxManagerStressContractTest.class),
          runs("SubscriptionManagerContract", 6, SubscriptionManagerContractTest.class),
          runs("extractor.TextExtractorContract", 5, TextExtractorContractTest.class),
          runs("manager.QuotaMessageManagerContract", 10, QuotaMessageManagerContractTest.class),
          notEligible(
              "searchhighligt.SearchHighLighterContract",
              16,
              "James' SearchHighlighter makes the search snippets of JMAP, which Postern does not"
                  + " speak; the store has no such service."),
          runs("store.AbstractCombinationManagerTest", 30, CombinationManagerContractTest.class),
          runs(
              "store.AbstractMailboxManagerAttachmentTest",
              8,
              MailboxManagerAttachmentContractTest.class),
          runs(
              "store.AbstractMessageIdManagerQuotaTest",
              5,
              MessageIdManagerQuotaContractTest.class),
          runs(
              "store.AbstractMessageIdManagerSideEffectTest",
              24,
              MessageIdManagerSideEffectContractTest.class),
          runs(
              "store.AbstractMessageIdManagerStorageTest",
              60,
              MessageIdManagerStorageContractTest.class),
          runs("store.AbstractMessageManagerTest", 2, MessageManagerContractTest.class),
          runs("store.ThreadIdGuessingAlgorithmContract", 9, ThreadGuessingContractTest.class),
          runs("store.mail.model.AnnotationMapperTest", 20, AnnotationMapperContractTest.class),
          runs("store.mail.model.AttachmentMapperTest", 8, AttachmentMapperContractTest.class),
          runs("store.mail.model.MailboxMapperACLTest", 25, MailboxAclContractTest.class),
          runs("store.mail.model.MailboxMapperTest", 21, MailboxMapperContractTest.class),
          runs("store.mail.model.MessageIdMapperTest", 57, MessageIdMapperContractTest.class),
          runs(
              "store.mail.model.MessageMapperTest",
              116,
              MessageMapperContractTest.class,
              Stream.of(
                      "UpdateFlagsByReplace",
                      "UpdateFlagsByRemove",
                      "UnsetMessageFlag",
                      "DeleteMessage")
                  .collect(
                      Collectors.toMap(
                          how ->
                              "getApplicableFlagShouldHaveEffectWhen"
                                  + how
                                  + "ThenComputingApplicableFlagsFromCurrentMailboxState",
                          how -> KEYWORDS))),
          runs("store.mail.model.MessageMoveTest", 5, MessageMoveContractTest.class),
          runs(
              "store.mail.model.MessageWithAttachmentMapperTest",
              6,
              MessageWithAttachmentContractTest.class),
          runs("store.quota.CurrentQuotaManagerContract", 11, CurrentQuotaContractTest.class),
          runs("store.quota.GenericMaxQuotaManagerTest", 36, MaxQuotaContractTest.class),
          runs(
              "store.search.AbstractMessageSearchIndexTest",
              108,
              MessageSearchContractTest.class,
              Map.of(
                  "sortOnCcShouldWork",
                  DISPLAY_SORT,
                  "sortOnFromShouldWork",
                  DISPLAY_SORT,
                  "sortOnToShouldWork",
                  DISPLAY_SORT,
                  "bodyContainsShouldReturnUidOfMessageContainingBothTerms",
                  "Expects two words that stand apart to be found as one text. RFC 9051 6.4.4: BODY"
                      + " finds messages that contain the string.")),
          notEligible(
              "store.search.ListeningMessageSearchIndexContract",
              5,
              "Asks an index that listens to events for the flags it keeps of its own. Search here"
                  + " reads the store itself and keeps none."),
          runs("store.user.SubscriptionMapperTest", 6, SubscriptionMapperContractTest.class));

  private Contracts() {}

  private static Contract runs(String name, int tests, Class<?> ours) {
    return new Contract(name, tests, ours, Map.of(), null);
  }

  private static Contract runs(
      String name, int tests, Class<?> ours, Map<String, String> excluded) {
    return new Contract(name, tests, ours, excluded, null);
  }

  private static Contract notEligible(String name, int tests, String reason) {
    return new Contract(name, tests, null, Map.of(), reason);
  }
}
