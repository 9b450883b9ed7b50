package org.postern.mailbox.internal.james;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.SearchQuery;
import org.apache.james.mailbox.model.SearchQuery.ConjunctionCriterion;
import org.apache.james.mailbox.model.SearchQuery.ContainsOperator;
import org.apache.james.mailbox.model.SearchQuery.Criterion;
import org.apache.james.mailbox.model.SearchQuery.HeaderCriterion;
import org.apache.james.mailbox.model.SearchQuery.Scope;
import org.apache.james.mailbox.model.SearchQuery.SubjectCriterion;
import org.apache.james.mailbox.model.SearchQuery.TextCriterion;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Search;
import org.postern.mailbox.internal.engine.Search.Key;

/** Narrows messages of one mailbox down to those that criteria match; texts go to the engine. */
final class Criteria {
  private final Search search;
  private final long mailbox;
  private final Other other;
  private final boolean attachments;

  /** Matches a criterion that is not about text. */
  @FunctionalInterface
  interface Other {
    boolean matches(Criterion criterion, MailboxMessage message) throws MailboxException;
  }

  /**
   * @param attachments whether attachments have text that the engine doesn't know of
   */
  Criteria(Search search, long mailbox, Other other, boolean attachments) {
    this.search = search;
    this.mailbox = mailbox;
    this.other = other;
    this.attachments = attachments;
  }

  /** Those that match all criteria, in their order. */
  List<MailboxMessage> all(List<Criterion> criteria, List<MailboxMessage> messages)
      throws IOException, MailboxException {
    List<MailboxMessage> left = messages;
    // What needs no text first: it leaves less to read.
    for (boolean text : new boolean[] {false, true}) {
      for (Criterion criterion : criteria) {
        if (text(criterion) == text) {
          left = narrow(criterion, left);
        }
      }
    }
    return left;
  }

  private static boolean text(Criterion criterion) {
    return switch (criterion) {
      case ConjunctionCriterion some -> some.getCriteria().stream().anyMatch(Criteria::text);
      case TextCriterion _, SubjectCriterion _, HeaderCriterion _ -> true;
      default -> false;
    };
  }

  private List<MailboxMessage> narrow(Criterion criterion, List<MailboxMessage> messages)
      throws IOException, MailboxException {
    if (messages.isEmpty()) {
      return messages;
    }
    return switch (criterion) {
      case ConjunctionCriterion some ->
          switch (some.getType()) {
            case AND -> all(some.getCriteria(), messages);
            case OR -> keep(messages, any(some.getCriteria(), messages), true);
            case NOR -> keep(messages, any(some.getCriteria(), messages), false);
          };
      case SubjectCriterion subject ->
          find(new Key.Header("Subject", subject.getSubject()), messages);
      case HeaderCriterion header when header.getOperator() instanceof ContainsOperator text ->
          find(new Key.Header(header.getHeaderName(), text.getValue()), messages);
      case TextCriterion text when text.getType() == Scope.BODY ->
          find(new Key.Body(text.getOperator().getValue()), messages);
      case TextCriterion text when text.getType() == Scope.FULL -> full(text, messages);
      default -> others(criterion, messages);
    };
  }

  private List<MailboxMessage> full(TextCriterion text, List<MailboxMessage> messages)
      throws IOException, MailboxException {
    String needle = text.getOperator().getValue();
    Set<MessageUid> found = uids(find(new Key.Text(needle), messages));
    if (attachments) {
      List<MailboxMessage> rest = keep(messages, found, false);
      found.addAll(uids(others(SearchQuery.attachmentContains(needle), rest)));
    }
    return keep(messages, found, true);
  }

  private Set<MessageUid> any(List<Criterion> criteria, List<MailboxMessage> messages)
      throws IOException, MailboxException {
    Set<MessageUid> matched = new HashSet<>();
    for (Criterion criterion : criteria) {
      matched.addAll(uids(narrow(criterion, keep(messages, matched, false))));
    }
    return matched;
  }

  private List<MailboxMessage> others(Criterion criterion, List<MailboxMessage> messages)
      throws MailboxException {
    List<MailboxMessage> matched = new ArrayList<>();
    for (MailboxMessage message : messages) {
      if (other.matches(criterion, message)) {
        matched.add(message);
      }
    }
    return matched;
  }

  private List<MailboxMessage> find(Key key, List<MailboxMessage> messages) throws IOException {
    UidSet among = UidSet.of(messages.stream().mapToLong(m -> m.getUid().asLong()).toArray());
    Set<MessageUid> found = new HashSet<>();
    for (long uid : search.find(mailbox, among, key)) {
      found.add(MessageUid.of(uid));
    }
    return keep(messages, found, true);
  }

  private static Set<MessageUid> uids(Collection<MailboxMessage> messages) {
    Set<MessageUid> uids = new HashSet<>();
    messages.forEach(message -> uids.add(message.getUid()));
    return uids;
  }

  private static List<MailboxMessage> keep(
      List<MailboxMessage> messages, Set<MessageUid> uids, boolean in) {
    return messages.stream().filter(m -> uids.contains(m.getUid()) == in).toList();
  }
}
