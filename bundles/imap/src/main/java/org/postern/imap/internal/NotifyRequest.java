package org.postern.imap.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What NOTIFY SET asks for (RFC 5465 8).
 *
 * @param status whether to tell the figures of the mailboxes at once
 * @param selected what to tell of the selected mailbox
 * @param groups what to tell of others
 */
record NotifyRequest(boolean status, Interest selected, List<Group> groups) {
  private static final int GROUPS = 100;

  /** Of mailboxes, in all groups: each is looked up again and again. */
  private static final int NAMES = 1_000;

  /** What can happen. AnnotationChange is not there: messages have no annotations (RFC 5257). */
  enum Event {
    MESSAGE_NEW("MessageNew"),
    MESSAGE_EXPUNGE("MessageExpunge"),
    FLAG_CHANGE("FlagChange"),
    MAILBOX_NAME("MailboxName"),
    SUBSCRIPTION_CHANGE("SubscriptionChange"),
    MAILBOX_METADATA_CHANGE("MailboxMetadataChange"),
    SERVER_METADATA_CHANGE("ServerMetadataChange");

    private static final Set<Event> OF_MESSAGES =
        EnumSet.of(MESSAGE_NEW, MESSAGE_EXPUNGE, FLAG_CHANGE);

    private final String word;

    Event(String word) {
      this.word = word;
    }
  }

  /** Which mailboxes beside the selected one (RFC 5465 6). */
  sealed interface Filter {

    /** The user's own. */
    record Personal() implements Filter {}

    record Subscribed() implements Filter {}

    /** These and all below them. */
    record Subtree(Set<String> tops) implements Filter {}

    record Mailboxes(Set<String> names) implements Filter {}

    /**
     * Whether a mailbox, or the name of one, is meant.
     *
     * @param own whether it is the user's own
     * @param subscribed whether the user is subscribed to it
     */
    default boolean matches(String name, boolean own, boolean subscribed) {
      return switch (this) {
        case Personal _ -> own;
        case Subscribed _ -> subscribed;
        case Subtree(Set<String> tops) ->
            tops.contains(name) || MailboxNames.parents(name).stream().anyMatch(tops::contains);
        case Mailboxes(Set<String> names) -> names.contains(name);
      };
    }

    /** The names in it that are given. */
    default Set<String> names() {
      return switch (this) {
        case Subtree(Set<String> tops) -> tops;
        case Mailboxes(Set<String> names) -> names;
        case Personal _, Subscribed _ -> Set.of();
      };
    }
  }

  record Group(Filter filter, Set<Event> events) {}

  /** Events as they were written. */
  private record Events(Set<Event> events, Set<FetchItem> fetch, boolean unknown) {}

  /** Reads what follows SET and a space. */
  static NotifyRequest read(Session session, CommandReader in) throws Failure, IOException {
    boolean status = in.takeWord("STATUS");
    if (status) {
      in.space();
    }
    Interest selected = null;
    List<Group> groups = new ArrayList<>();
    boolean unknown = false;
    do {
      if (groups.size() == GROUPS) {
        throw new Failure.No(Code.NOTIFICATIONOVERFLOW, "NOTIFY takes " + GROUPS + " groups");
      }
      in.open();
      String word = in.word();
      boolean ofSelected = word.equals("SELECTED") || word.equals("SELECTED-DELAYED");
      Filter filter = ofSelected ? null : filter(session, in, word);
      in.space();
      Events events = events(in);
      in.close();
      unknown |= events.unknown;
      if (!ofSelected) {
        groups.add(new Group(filter, events.events));
        if (groups.stream().mapToInt(group -> group.filter().names().size()).sum() > NAMES) {
          throw new Failure.No(
              Code.NOTIFICATIONOVERFLOW, "NOTIFY takes " + NAMES + " names of mailboxes");
        }
      } else if (selected == null) {
        selected = interest(events, word.equals("SELECTED"));
      } else {
        // RFC 5465 6.1
        throw new Failure.Bad("The selected mailbox can be named once");
      }
    } while (in.take(' '));
    in.end();
    if (unknown) {
      throw new Failure.No(badEvent(), "There is no such event");
    }
    // RFC 5465 3.1: who doesn't name the selected mailbox is not interested in it.
    return new NotifyRequest(
        status, selected == null ? Interest.NONE : selected, List.copyOf(groups));
  }

  // RFC 5465 3.1
  private static Code badEvent() {
    return new Code(
        "BADEVENT ("
            + Stream.of(Event.values()).map(event -> event.word).collect(Collectors.joining(" "))
            + ")");
  }

  private static Filter filter(Session session, CommandReader in, String word)
      throws Failure, IOException {
    return switch (word) {
      // RFC 5465 6.3: mail can be delivered to each mailbox (user+mailbox@...).
      case "PERSONAL", "INBOXES" -> new Filter.Personal();
      case "SUBSCRIBED" -> new Filter.Subscribed();
      case "SUBTREE" -> new Filter.Subtree(names(session, in));
      case "MAILBOXES" -> new Filter.Mailboxes(names(session, in));
      default -> throw new Failure.Bad("NOTIFY knows no mailboxes " + word);
    };
  }

  /** A mailbox may have several names: user/ and the owner's own address, for one. */
  private static Set<String> names(Session session, CommandReader in) throws Failure, IOException {
    User user = session.user();
    return MultiSearch.mailboxes(session, in).stream()
        .map(name -> user.places().name(user.path(name)).orElse(name))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Events events(CommandReader in) throws Failure, IOException {
    Set<Event> events = EnumSet.noneOf(Event.class);
    Set<FetchItem> fetch = new LinkedHashSet<>();
    boolean unknown = false;
    if (in.takeWord("NONE")) {
      return new Events(events, fetch, false);
    }
    in.open();
    do {
      Event event = event(in.word());
      if (event == null) {
        unknown = true;
        continue;
      }
      events.add(event);
      if (event == Event.MESSAGE_NEW && in.takeBefore(' ', c -> c == '(')) {
        fetch.add(FetchItem.Known.UID);
        fetch.addAll(FetchRequest.list(in));
      }
    } while (in.take(' '));
    in.close();
    boolean fresh = events.contains(Event.MESSAGE_NEW);
    if (!unknown
        && (fresh != events.contains(Event.MESSAGE_EXPUNGE)
            || !fresh && events.contains(Event.FLAG_CHANGE))) {
      // RFC 5465 5
      throw new Failure.Bad(
          "MessageNew goes with MessageExpunge, and FlagChange goes with both of them");
    }
    return new Events(events, fetch, unknown);
  }

  private static Event event(String word) {
    for (Event event : Event.values()) {
      if (event.word.toUpperCase(Locale.ROOT).equals(word)) {
        return event;
      }
    }
    return null;
  }

  private static Interest interest(Events events, boolean immediate) throws Failure.Bad {
    if (!Event.OF_MESSAGES.containsAll(events.events)) {
      // RFC 5465 6.1
      throw new Failure.Bad("Only events of messages go with the selected mailbox");
    }
    boolean messages = events.events.contains(Event.MESSAGE_NEW);
    boolean flags = events.events.contains(Event.FLAG_CHANGE);
    return new Interest(
        messages, flags, messages && immediate, Collections.unmodifiableSet(events.fetch));
  }

  /**
   * The events of messages that are asked for of a mailbox: many groups can name it (RFC 5465 6).
   */
  Set<Event> ofMessages(String name, boolean own, boolean subscribed) {
    Set<Event> events = EnumSet.noneOf(Event.class);
    for (Group group : groups) {
      if (group.filter.matches(name, own, subscribed)) {
        events.addAll(group.events);
      }
    }
    events.retainAll(Event.OF_MESSAGES);
    return events;
  }

  /** Whether an event of a mailbox itself is asked for. */
  boolean asks(Event event, String name, boolean own, boolean subscribed) {
    return groups.stream()
        .anyMatch(
            group -> group.events.contains(event) && group.filter.matches(name, own, subscribed));
  }

  /** Whether an event is asked for of any mailbox. */
  boolean asks(Event event) {
    return groups.stream().anyMatch(group -> group.events.contains(event));
  }
}
