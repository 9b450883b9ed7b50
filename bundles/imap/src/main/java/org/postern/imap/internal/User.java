package org.postern.imap.internal;

import java.io.IOException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.james.core.Username;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailbox.MailboxManager.MailboxSearchFetchType;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.exception.AnnotationException;
import org.apache.james.mailbox.exception.InsufficientRightsException;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MailboxExistsException;
import org.apache.james.mailbox.exception.MailboxNameException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.exception.OverQuotaException;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxAnnotation;
import org.apache.james.mailbox.model.MailboxAnnotationKey;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MailboxMetaData;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.search.MailboxQuery;
import org.apache.james.mailbox.quota.QuotaManager;
import org.postern.directory.Account;
import org.postern.mailbox.Folders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is logged in, with the mailboxes of the account. For one thread. */
final class User {
  private static final Logger LOG = LoggerFactory.getLogger(User.class);

  // RFC 6154 4
  static final MailboxAnnotationKey USE = new MailboxAnnotationKey("/private/specialuse");

  /** Marks an INBOX of which the special folders were made: who deletes them wants none. */
  private static final MailboxAnnotationKey PROVIDED =
      new MailboxAnnotationKey("/private/vendor/postern/folders");

  private final Stores stores;
  private final MailboxSession session;
  private final Places places;
  private final String address;
  private final Set<String> hidden;

  User(Account account, Stores stores) {
    this.stores = stores;
    this.session = stores.mailboxes().createSystemSession(Username.of(account.id()));
    this.places = new Places(session.getUser(), stores.people());
    this.address = account.address();
    this.hidden = new HashSet<>(account.hidden(Imap.NAME));
    // RFC 9051 6.1.1, RFC 3501 6.1.1: that one is always told.
    this.hidden.remove("IMAP4REV1");
  }

  /** Capabilities that are hidden from this account, in upper case. */
  Set<String> hidden() {
    return hidden;
  }

  MailboxSession session() {
    return session;
  }

  String address() {
    return address;
  }

  Folders folders() {
    return stores.folders();
  }

  MailboxPath path(String name) {
    return places.path(name);
  }

  Places places() {
    return places;
  }

  People people() {
    return stores.people();
  }

  /** Something of James' managers. */
  @FunctionalInterface
  private interface Call<T> {
    T run(MailboxManager manager) throws MailboxException;
  }

  private <T> T call(Call<T> call) throws Failure.No {
    try {
      return call.run(stores.mailboxes());
    } catch (MailboxNotFoundException e) {
      throw new Failure.No(Code.NONEXISTENT, "There is no such mailbox");
    } catch (MailboxExistsException e) {
      throw new Failure.No(Code.ALREADYEXISTS, "There is a mailbox of that name already");
    } catch (MailboxNameException e) {
      throw new Failure.No(Code.CANNOT, "That name can't be used");
    } catch (InsufficientRightsException e) {
      throw new Failure.No(Code.NOPERM, "You have not the right to do that");
    } catch (OverQuotaException e) {
      throw new Failure.No(Code.OVERQUOTA, "The quota is full; delete something first");
    } catch (AnnotationException e) {
      // RFC 5464 4.3: how long one is was looked at before.
      throw new Failure.No(Code.METADATA_TOOMANY, "There is no room for another annotation");
    } catch (MailboxException e) {
      LOG.error("The mail store failed", e);
      throw new Failure.No(
          Code.UNAVAILABLE, "The mail store failed; the log of the server says why");
    }
  }

  // MAILBOXES

  /** The names of all mailboxes that the user may know of, those of others included; sorted. */
  TreeSet<String> names() throws Failure.No {
    MailboxQuery all = MailboxQuery.builder().matchesAllMailboxNames().build();
    List<MailboxPath> found =
        call(
            manager ->
                manager
                    .search(all, MailboxSearchFetchType.Minimal, session)
                    .map(MailboxMetaData::getPath)
                    .collectList()
                    .block());
    TreeSet<String> names = new TreeSet<>();
    for (MailboxPath path : found) {
      places.name(path).ifPresent(names::add);
    }
    return names;
  }

  /** Whether there is one, as far as the user may know (RFC 4314 4: the right l). */
  boolean exists(String name) throws Failure.No {
    try {
      if (owns(name)) {
        call(manager -> manager.getMailbox(path(name), session));
        return true;
      }
      return rights(name).contains(MailboxACL.Right.Lookup);
    } catch (Failure.No e) {
      if (e.code().equals(Code.NONEXISTENT)) {
        return false;
      }
      throw e;
    }
  }

  /** Refuses one more mailbox, with those above it, than an account may have. */
  void requireRoom(String name, int limit) throws Failure, IOException {
    MailboxPath path = path(name);
    long more = 1;
    for (String above : MailboxNames.parents(path.getName())) {
      more += path.belongsTo(session) && !exists(above) ? 1 : 0;
    }
    if (folders().count(path.getUser()) + more > limit) {
      throw new Failure.No(Code.LIMIT, "An account may have " + limit + " mailboxes");
    }
  }

  /** Makes a mailbox and those above it (RFC 9051 6.3.4). */
  Optional<MailboxId> create(String name) throws Failure.No {
    return call(manager -> manager.createMailbox(path(name), session));
  }

  void delete(String name) throws Failure.No {
    call(
        manager -> {
          manager.deleteMailbox(path(name), session);
          return null;
        });
  }

  /** Renames a mailbox and those under it; of others, by whoever may. */
  void rename(String from, String to) throws Failure.No {
    MailboxSession owner = owner(path(from));
    if (owner == session) {
      for (String parent : MailboxNames.parents(path(to).getName())) {
        if (!exists(parent)) {
          create(parent);
        }
      }
    }
    call(manager -> manager.renameMailbox(path(from), path(to), owner));
  }

  /**
   * A session of the mailbox's owner: what it does has to be allowed before. It has this session's
   * id, so that what it does is known for this session's doing (RFC 5465 5).
   */
  private MailboxSession owner(MailboxPath path) {
    return path.belongsTo(session)
        ? session
        : new MailboxSession(
            session.getSessionId(),
            path.getUser(),
            Optional.of(path.getUser()),
            session.getLocalePreferences(),
            session.getPathDelimiter(),
            session.getType());
  }

  /** What the names of the mailboxes under one have behind its own: with a slash before. */
  List<String> below(String name) throws Failure.No {
    MailboxPath path = path(name);
    MailboxSession owner = owner(path);
    MailboxQuery all = MailboxQuery.privateMailboxesBuilder(owner).matchesAllMailboxNames().build();
    String prefix = path.getName() + MailboxNames.SEPARATOR;
    return call(
        manager ->
            manager
                .search(all, MailboxSearchFetchType.Minimal, owner)
                .map(found -> found.getPath().getName())
                .filter(each -> each.startsWith(prefix))
                .map(each -> each.substring(path.getName().length()))
                .collectList()
                .block());
  }

  /**
   * Refuses to make a mailbox of somebody else's without the right k on the one above (RFC 4314 4);
   * whether there is somebody of that name is not told.
   */
  void requireCreation(String name) throws Failure.No {
    if (owns(name) && !Places.ofOthers(path(name).getName())) {
      return;
    }
    String above = name.substring(0, name.lastIndexOf(MailboxNames.SEPARATOR));
    boolean may;
    try {
      may = rights(above).contains(MailboxACL.Right.CreateMailbox);
    } catch (Failure.No e) {
      if (!e.code().equals(Code.NONEXISTENT)) {
        throw e;
      }
      may = false;
    }
    if (!may) {
      throw new Failure.No(Code.NOPERM, "You need the right k on the mailbox above");
    }
  }

  // RIGHTS

  /** What the user may do with a mailbox. */
  MailboxACL.Rfc4314Rights rights(String name) throws Failure.No {
    return call(m -> m.myRights(path(name), session));
  }

  /** Whether the user has a right to a mailbox; of one that is gone nobody has any. */
  boolean has(String name, MailboxACL.Right right) throws Failure.No {
    try {
      return rights(name).contains(right);
    } catch (Failure.No e) {
      if (e.code().equals(Code.NONEXISTENT)) {
        return false;
      }
      throw e;
    }
  }

  MailboxACL acl(String name) throws Failure.No {
    return call(m -> m.listRights(path(name), session));
  }

  void grant(String name, MailboxACL.ACLCommand command) throws Failure.No {
    call(
        m -> {
          m.applyRightsCommand(path(name), command, session);
          return null;
        });
  }

  /** The address of whose mailbox it is. */
  String owner(String name) {
    MailboxPath path = path(name);
    return path.belongsTo(session)
        ? address
        : people().address(path.getUser().asString()).orElse("");
  }

  /** Whether it is one of the user's own. */
  boolean owns(String name) {
    return path(name).belongsTo(session);
  }

  // QUOTA

  QuotaManager.Quotas quotas() throws Failure.No {
    return call(m -> stores.quotas().getQuotas(stores.quotaRoots().forUser(session.getUser())));
  }

  /** RFC 4314 4: without the right l there is no such mailbox. */
  private void requireKnown(String name) throws Failure.No {
    if (!owns(name) && !exists(name)) {
      throw new Failure.No(Code.NONEXISTENT, "There is no such mailbox");
    }
  }

  // ANNOTATIONS

  /** All annotations of a mailbox. */
  List<MailboxAnnotation> annotations(String name) throws Failure.No {
    requireKnown(name);
    return call(m -> m.getAllAnnotations(path(name), session));
  }

  /** Sets annotations, or takes those away that are nil: all or none. */
  void annotate(String name, List<MailboxAnnotation> annotations) throws Failure.No {
    requireKnown(name);
    call(
        manager -> {
          manager.updateAnnotations(path(name), session, annotations);
          return null;
        });
  }

  // SPECIAL USE

  /** What a mailbox is for; what another's is for is the owner's affair. */
  Set<SpecialUse> uses(String name) throws Failure.No {
    if (!owns(name)) {
      return Set.of();
    }
    List<MailboxAnnotation> found =
        call(manager -> manager.getAnnotationsByKeys(path(name), session, Set.of(USE)));
    Set<SpecialUse> uses = EnumSet.noneOf(SpecialUse.class);
    for (MailboxAnnotation annotation : found) {
      for (String word : annotation.getValue().orElse("").split(" ")) {
        SpecialUse.of(word).ifPresent(uses::add);
      }
    }
    return uses;
  }

  void use(String name, Collection<SpecialUse> uses) throws Failure.No {
    List<String> words = uses.stream().map(SpecialUse::attribute).toList();
    annotate(name, List.of(MailboxAnnotation.newInstance(USE, String.join(" ", words))));
  }

  /** Makes the INBOX and, once in the life of an account, the special folders. */
  void provide(boolean specialFolders) throws Failure, IOException {
    if (!exists(MailboxNames.INBOX)) {
      createIfMissing(MailboxNames.INBOX);
    }
    if (!specialFolders
        || !call(m -> m.getAnnotationsByKeys(path(MailboxNames.INBOX), session, Set.of(PROVIDED)))
            .isEmpty()) {
      return;
    }
    for (SpecialUse use : SpecialUse.values()) {
      String name = use.usualName();
      createIfMissing(name);
      if (uses(name).isEmpty()) {
        use(name, Set.of(use));
      }
      subscribe(name);
    }
    subscribe(MailboxNames.INBOX);
    annotate(MailboxNames.INBOX, List.of(MailboxAnnotation.newInstance(PROVIDED, "1")));
  }

  private void createIfMissing(String name) throws Failure.No {
    try {
      create(name);
    } catch (Failure.No e) {
      // Another session, or a delivery, was faster.
      if (!e.code().equals(Code.ALREADYEXISTS)) {
        throw e;
      }
    }
  }

  // SUBSCRIPTIONS

  Set<String> subscriptions() throws Failure.No {
    Collection<MailboxPath> paths = call(m -> stores.subscriptions().subscriptions(session));
    Set<String> names = new LinkedHashSet<>();
    for (MailboxPath path : paths) {
      places.name(path).ifPresent(names::add);
    }
    return names;
  }

  void subscribe(String name) throws Failure.No {
    call(
        m -> {
          stores.subscriptions().subscribe(session, path(name));
          return null;
        });
  }

  void unsubscribe(String name) throws Failure.No {
    call(
        m -> {
          stores.subscriptions().unsubscribe(session, path(name));
          return null;
        });
  }
}
