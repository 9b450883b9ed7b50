package org.postern.mailbox.internal.james;

import com.google.common.base.Preconditions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import org.apache.james.mailbox.AttachmentContentLoader;
import org.apache.james.mailbox.MailboxManager.MessageCapabilities;
import org.apache.james.mailbox.MailboxManager.SearchCapabilities;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.extractor.TextExtractor;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.SearchQuery;
import org.apache.james.mailbox.model.SearchQuery.UidCriterion;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.apache.james.mailbox.store.search.MessageSearchIndex;
import org.apache.james.mailbox.store.search.MessageSearches;
import org.apache.james.mailbox.store.search.comparator.CombinedComparator;
import org.postern.mailbox.internal.engine.Search;
import reactor.core.publisher.Flux;

/**
 * Searches by looking at the messages themselves, of which the engine's index tells the few that
 * may have a text: never a wrong or a stale answer.
 */
final class EngineSearchIndex implements MessageSearchIndex {
  private final Search search;
  private final EngineMapperFactory mappers;
  private final TextExtractor extractor;
  private final AttachmentContentLoader attachments;

  EngineSearchIndex(
      Search search,
      EngineMapperFactory mappers,
      TextExtractor extractor,
      AttachmentContentLoader attachments) {
    this.search = search;
    this.mappers = mappers;
    this.extractor = extractor;
    this.attachments = attachments;
  }

  @Override
  public EnumSet<SearchCapabilities> getSupportedCapabilities(
      EnumSet<MessageCapabilities> messages) {
    return EnumSet.of(
        SearchCapabilities.MultimailboxSearch,
        SearchCapabilities.Text,
        SearchCapabilities.Attachment,
        SearchCapabilities.PartialEmailMatch,
        SearchCapabilities.AttachmentFileName);
  }

  @Override
  public Flux<MessageUid> search(MailboxSession session, Mailbox mailbox, SearchQuery query) {
    Preconditions.checkArgument(session != null, "'session' is mandatory");
    return Calls.flux(
        () -> sorted(matches(session, mailbox, query), query, MailboxMessage::getUid));
  }

  @Override
  public Flux<MessageId> search(
      MailboxSession session, Collection<MailboxId> mailboxes, SearchQuery query, long limit) {
    Preconditions.checkArgument(session != null, "'session' is mandatory");
    return Flux.fromIterable(mailboxes)
        .concatMap(mappers.getMailboxMapper(session)::findMailboxById)
        .collectList()
        .flatMapMany(
            found ->
                Calls.flux(
                    () -> {
                      List<MailboxMessage> matches = new ArrayList<>();
                      for (Mailbox mailbox : found) {
                        matches.addAll(matches(session, mailbox, query));
                      }
                      return sorted(matches, query, MailboxMessage::getMessageId);
                    }))
        .distinct()
        .take(limit);
  }

  private static <T> List<T> sorted(
      List<MailboxMessage> matches, SearchQuery query, Function<MailboxMessage, T> property) {
    return matches.stream()
        .sorted(CombinedComparator.create(query.getSorts()))
        .map(property)
        .toList();
  }

  /** Messages of the uid ranges that the query is bound to, or all. */
  private List<MailboxMessage> candidates(
      MailboxSession session, Mailbox mailbox, SearchQuery query) throws MailboxException {
    EngineMessageMapper mapper = mappers.getMessageMapper(session);
    List<MailboxMessage> found = new ArrayList<>();
    for (MessageRange range : ranges(query)) {
      // Without facts, which are read of those that a criterion asks them of.
      found.addAll(mapper.lookAt(mailbox, range));
    }
    return found;
  }

  private static List<MessageRange> ranges(SearchQuery query) {
    return query.getCriteria().stream()
        .filter(UidCriterion.class::isInstance)
        .map(uids -> ((UidCriterion) uids).getOperator().getRange())
        .filter(ranges -> ranges.length > 0)
        .findFirst()
        .map(
            ranges ->
                Arrays.stream(ranges)
                    .map(range -> MessageRange.range(range.getLowValue(), range.getHighValue()))
                    .toList())
        .orElse(List.of(MessageRange.all()));
  }

  private List<MailboxMessage> matches(MailboxSession session, Mailbox mailbox, SearchQuery query)
      throws IOException, MailboxException {
    List<MailboxMessage> candidates = candidates(session, mailbox, query);
    SearchQuery plain = PlainQuery.of(query, candidates);
    MessageSearches one =
        new MessageSearches(Collections.emptyIterator(), plain, extractor, attachments, session);
    return new Criteria(
            search,
            EngineMailboxId.of(mailbox.getMailboxId()),
            (criterion, message) -> one.isMatch(criterion, message, plain.getRecentMessageUids()),
            !(extractor instanceof HtmlTextExtractor))
        .all(plain.getCriteria(), candidates);
  }
}
