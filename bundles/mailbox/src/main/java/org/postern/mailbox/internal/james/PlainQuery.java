package org.postern.mailbox.internal.james;

import java.util.List;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.model.SearchQuery;
import org.apache.james.mailbox.model.SearchQuery.ConjunctionCriterion;
import org.apache.james.mailbox.model.SearchQuery.Criterion;
import org.apache.james.mailbox.model.SearchQuery.DateOperator;
import org.apache.james.mailbox.model.SearchQuery.HeaderCriterion;
import org.apache.james.mailbox.model.SearchQuery.UidCriterion;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;

/** A query in the terms that James' own matcher knows. */
final class PlainQuery {
  private static final String SENT_DATE = "sentDate";

  private PlainQuery() {}

  /** The same query over these candidates, whose \Recent flags count. */
  static SearchQuery of(SearchQuery query, List<MailboxMessage> candidates) {
    List<MessageUid> recent =
        candidates.stream().filter(MailboxMessage::isRecent).map(MailboxMessage::getUid).toList();
    return SearchQuery.builder()
        .andCriteria(query.getCriteria().stream().map(PlainQuery::plain).toList())
        .sorts(query.getSorts())
        .addRecentMessageUids(query.getRecentMessageUids())
        .addRecentMessageUids(recent)
        .build();
  }

  private static Criterion plain(Criterion criterion) {
    return switch (criterion) {
      case ConjunctionCriterion all ->
          new ConjunctionCriterion(
              all.getType(), all.getCriteria().stream().map(PlainQuery::plain).toList());
      // No range at all narrows nothing.
      case UidCriterion uids when uids.getOperator().getRange().length == 0 -> SearchQuery.all();
      case HeaderCriterion header
          when header.getHeaderName().equals(SENT_DATE)
              && header.getOperator() instanceof DateOperator date ->
          sentDate(date);
      default -> criterion;
    };
  }

  /** RFC 5322 3.6.1: the Date field. */
  private static Criterion sentDate(DateOperator date) {
    return switch (date.getType()) {
      case BEFORE -> SearchQuery.headerDateBefore("Date", date.getDate(), date.getDateResultion());
      case AFTER -> SearchQuery.headerDateAfter("Date", date.getDate(), date.getDateResultion());
      case ON -> SearchQuery.headerDateOn("Date", date.getDate(), date.getDateResultion());
    };
  }
}
