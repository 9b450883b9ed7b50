package org.postern.mailbox.internal.james;

import com.google.common.base.Preconditions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
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
import reactor.core.publisher.Flux;

/**
 * Searches by looking at the messages themselves: never a wrong or a stale answer. Octets are read
 * only of messages that a criterion needs them of.
 */
final class ScanningSearchIndex implements MessageSearchIndex {
  private final EngineMapperFactory mappers;
  private final TextExtractor extractor;
  private final AttachmentContentLoader attachments;

  ScanningSearchIndex(
      EngineMapperFactory mappers, TextExtractor extractor, AttachmentContentLoader attachments) {
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
    return Flux.defer(
        () -> {
          try {
            return matches(session, candidates(session, mailbox, query), query)
                .map(SearchResult::getMessageUid);
          } catch (MailboxException e) {
            return Flux.error(e);
          }
        });
  }

  @Override
  public Flux<MessageId> search(
      MailboxSession session, Collection<MailboxId> mailboxes, SearchQuery query, long limit) {
    Preconditions.checkArgument(session != null, "'session' is mandatory");
    return Flux.fromIterable(mailboxes)
        .concatMap(mappers.getMailboxMapper(session)::findMailboxById)
        .collectList()
        .flatMapMany(
            found -> {
              List<MailboxMessage> candidates = new ArrayList<>();
              try {
                for (Mailbox mailbox : found) {
                  candidates.addAll(candidates(session, mailbox, query));
                }
              } catch (MailboxException e) {
                return Flux.error(e);
              }
              return matches(session, candidates, query);
            })
        .map(result -> result.getMessageId().orElseThrow())
        .distinct()
        .take(limit);
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

  private Flux<SearchResult> matches(
      MailboxSession session, List<MailboxMessage> candidates, SearchQuery query) {
    SearchQuery plain = PlainQuery.of(query, candidates);
    candidates.sort(CombinedComparator.create(plain.getSorts()));
    return Flux.fromIterable(
        () ->
            new MessageSearches(candidates.iterator(), plain, extractor, attachments, session)
                .iterator());
  }
}
