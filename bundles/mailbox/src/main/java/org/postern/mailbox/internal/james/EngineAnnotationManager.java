package org.postern.mailbox.internal.james;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.exception.AnnotationException;
import org.apache.james.mailbox.exception.InsufficientRightsException;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxACL.Right;
import org.apache.james.mailbox.model.MailboxAnnotation;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.store.MailboxReactorUtils;
import org.apache.james.mailbox.store.StoreMailboxAnnotationManager;
import org.apache.james.mailbox.store.StoreRightManager;
import org.postern.mailbox.internal.engine.EngineException;
import org.postern.mailbox.internal.engine.Mailboxes;
import reactor.core.publisher.Mono;

/** James' annotations, of which many are set at once or none is (RFC 5464 4.3). */
final class EngineAnnotationManager extends StoreMailboxAnnotationManager {
  private final Mailboxes mailboxes;
  private final EngineMapperFactory mappers;
  private final StoreRightManager rights;
  private final int most;
  private final int octets;

  /**
   * @param most how many a mailbox may have
   * @param octets how long one may be
   */
  EngineAnnotationManager(
      Mailboxes mailboxes,
      EngineMapperFactory mappers,
      StoreRightManager rights,
      int most,
      int octets) {
    super(mappers, rights, most, octets);
    this.mailboxes = mailboxes;
    this.mappers = mappers;
    this.rights = rights;
    this.most = most;
    this.octets = octets;
  }

  @Override
  public void updateAnnotations(
      MailboxPath path, MailboxSession session, List<MailboxAnnotation> annotations)
      throws MailboxException {
    Mailbox mailbox =
        MailboxReactorUtils.blockOptional(mappers.getMailboxMapper(session).findMailboxByPath(path))
            .orElseThrow(() -> new MailboxNotFoundException(path));
    if (!rights.hasRight(mailbox, Right.Read, session)) {
      throw new InsufficientRightsException("Not enough rights on " + path);
    }
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    for (MailboxAnnotation each : annotations) {
      if (!each.isNil() && each.size() > octets) {
        throw new AnnotationException("annotation too big.");
      }
      values.put(each.getKey().asString(), each.getValue());
    }
    try {
      Calls.run(() -> mailboxes.annotate(EngineMailboxId.of(mailbox.getMailboxId()), values, most));
    } catch (MailboxException e) {
      throw e.getCause() instanceof EngineException.TooManyAnnotations
          ? new AnnotationException(e.getMessage())
          : e;
    }
  }

  @Override
  public Mono<Void> updateAnnotationsReactive(
      MailboxPath path, MailboxSession session, List<MailboxAnnotation> annotations) {
    return Calls.monoRun(() -> updateAnnotations(path, session, annotations));
  }
}
