package org.postern.imap.internal;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The names that answer a LIST, worked out (RFC 9051 6.3.9). For one thread. */
final class Listing {
  private final User user;
  private final ListRequest request;
  private final TreeSet<String> mailboxes;
  private final Set<String> subscribed;

  /** All names, those that are only levels above others included. */
  private final TreeSet<String> names;

  private final Map<String, Set<SpecialUse>> uses = new HashMap<>();

  /**
   * A line of the answer.
   *
   * @param attributes with their backslashes
   * @param childInfo what some of the names under it are, and it need not be; empty for none
   * @param exists whether it can be selected
   */
  record Entry(String name, List<String> attributes, List<String> childInfo, boolean exists) {}

  Listing(User user, ListRequest request) throws Failure.No {
    this.user = user;
    this.request = request;
    this.mailboxes = user.names();
    boolean subscriptions =
        request.selects(ListRequest.Select.SUBSCRIBED)
            || request.returns().contains(ListRequest.Return.SUBSCRIBED);
    this.subscribed = subscriptions ? user.subscriptions() : Set.of();
    this.names = new TreeSet<>(mailboxes);
    if (request.selects(ListRequest.Select.SUBSCRIBED)) {
      names.addAll(subscribed);
    }
    for (String name : List.copyOf(names)) {
      names.addAll(MailboxNames.parents(name));
    }
  }

  List<Entry> entries() throws Failure.No {
    List<Entry> entries = new ArrayList<>();
    for (String name : names) {
      if (request.matches(name)) {
        Entry entry = entry(name);
        if (entry != null) {
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  /** The line of a name, or null when it is not asked for. */
  private Entry entry(String name) throws Failure.No {
    boolean itself = selected(name);
    List<String> childInfo = List.of();
    if (request.selects(ListRequest.Select.RECURSIVEMATCH)) {
      childInfo = childInfo(name, !itself);
    }
    if (!itself && childInfo.isEmpty()) {
      return null;
    }
    List<String> attributes = new ArrayList<>();
    boolean exists = mailboxes.contains(name);
    if (!exists) {
      // RFC 9051 9, mbx-list-sflag: one of them; who asks by RFC 3501 alone knows only the other.
      attributes.add(request.extended() ? "\\NonExistent" : "\\Noselect");
    }
    if (subscribed.contains(name)) {
      attributes.add("\\Subscribed");
    }
    attributes.add(hasChildren(name) ? "\\HasChildren" : "\\HasNoChildren");
    for (SpecialUse use : uses(name)) {
      attributes.add(use.attribute());
    }
    return new Entry(name, attributes, childInfo, exists);
  }

  private boolean hasChildren(String name) {
    String after = mailboxes.higher(name + "/");
    return after != null && after.startsWith(name + "/");
  }

  /** Whether a name fulfils the selection options. */
  private boolean selected(String name) throws Failure.No {
    boolean some = mailboxes.contains(name);
    if (request.selects(ListRequest.Select.SUBSCRIBED)) {
      some = subscribed.contains(name);
    } else if (!some && !request.selects(ListRequest.Select.SPECIAL_USE)) {
      // RFC 3501 6.3.8: a level that is no mailbox is listed for the sake of those under it.
      return true;
    }
    return some && (!request.selects(ListRequest.Select.SPECIAL_USE) || !uses(name).isEmpty());
  }

  /**
   * By which options names under this one are selected (RFC 9051 6.3.9.6).
   *
   * @param unlisted whether only those count that have no line of their own
   */
  private List<String> childInfo(String name, boolean unlisted) throws Failure.No {
    for (String below : names.tailSet(name + "/")) {
      if (!below.startsWith(name + "/")) {
        break;
      }
      if (selected(below) && !(unlisted && request.matches(below))) {
        List<String> info = new ArrayList<>();
        if (request.selects(ListRequest.Select.SUBSCRIBED)) {
          info.add("SUBSCRIBED");
        }
        if (request.selects(ListRequest.Select.SPECIAL_USE)) {
          info.add("SPECIAL-USE");
        }
        return info;
      }
    }
    return List.of();
  }

  private Set<SpecialUse> uses(String name) throws Failure.No {
    if (!mailboxes.contains(name)) {
      return EnumSet.noneOf(SpecialUse.class);
    }
    Set<SpecialUse> known = uses.get(name);
    if (known == null) {
      known = usesIfThere(name);
      uses.put(name, known);
    }
    return known;
  }

  private Set<SpecialUse> usesIfThere(String name) throws Failure.No {
    try {
      return user.uses(name);
    } catch (Failure.No e) {
      if (e.code().equals(Code.NONEXISTENT)) {
        // Deleted since its name was read.
        return EnumSet.noneOf(SpecialUse.class);
      }
      throw e;
    }
  }
}
