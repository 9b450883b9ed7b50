package org.postern.imap.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** REFERENCES (RFC 5256 3); the numbers are those of its steps. For one command. */
final class ReferenceThreads {
  private final List<ThreadNode> messages;
  private final Progress progress;
  private final Map<String, ThreadNode> byId = new HashMap<>();
  private final List<ThreadNode> all = new ArrayList<>();

  ReferenceThreads(List<ThreadNode> messages, Progress progress) {
    this.messages = messages;
    this.progress = progress;
  }

  List<ThreadNode> roots() throws IOException {
    link();
    List<ThreadNode> roots = new ArrayList<>();
    for (ThreadNode node : all) {
      // (2)
      if (node.parent() == null) {
        roots.add(node);
      }
    }
    roots = new ArrayList<>(pruned(roots));
    // (4)
    sortChildren(roots);
    progress.sort(roots, ThreadNode.BY_DATE);
    roots = new ArrayList<>(merged(roots));
    // (6)
    sortChildren(roots);
    progress.sort(roots, ThreadNode.BY_DATE);
    return roots;
  }

  // (1)
  private void link() throws IOException {
    for (ThreadNode message : messages) {
      all.add(message);
      // Of two with one id, the second is found by nobody.
      if (!message.id().isEmpty()) {
        byId.putIfAbsent(message.id(), message);
      }
    }
    for (ThreadNode message : messages) {
      ThreadNode before = null;
      for (String reference : message.references()) {
        progress.still();
        ThreadNode node = byId.computeIfAbsent(reference, this::missing);
        if (before != null && node.parent() == null && node.fitsUnder(before)) {
          node.under(before);
        }
        before = node;
      }
      if (before != null && message.fitsUnder(before)) {
        message.under(before);
      }
    }
  }

  private ThreadNode missing(String id) {
    ThreadNode node = ThreadNode.missing();
    all.add(node);
    return node;
  }

  /**
   * (3): places without a message go, their children take their place; at the top, one may stay.
   */
  private List<ThreadNode> pruned(List<ThreadNode> roots) {
    List<ThreadNode> order = topDown(roots);
    // From the bottom up, the children of each are done before it.
    for (ThreadNode node : order.reversed()) {
      node.children(kept(node.children(), false));
    }
    return kept(roots, true);
  }

  private static List<ThreadNode> kept(List<ThreadNode> siblings, boolean top) {
    List<ThreadNode> kept = new ArrayList<>(siblings.size());
    for (ThreadNode node : siblings) {
      if (!node.dummy()) {
        kept.add(node);
      } else if (node.children().size() == 1 || !top) {
        kept.addAll(node.children());
      } else if (!node.children().isEmpty()) {
        kept.add(node);
      }
    }
    return kept;
  }

  private static List<ThreadNode> topDown(List<ThreadNode> roots) {
    List<ThreadNode> order = new ArrayList<>(roots);
    for (int i = 0; i < order.size(); i++) {
      order.addAll(order.get(i).children());
    }
    return order;
  }

  /** (5): threads of one base subject become one. */
  private static List<ThreadNode> merged(List<ThreadNode> roots) {
    Map<String, ThreadNode> bySubject = new HashMap<>();
    for (ThreadNode root : roots) {
      String subject = root.subject().text();
      ThreadNode other = bySubject.get(subject);
      // The table has the one that is no reply, or is missing: what others go under.
      if (!subject.isEmpty()
          && (other == null
              || root.dummy() && !other.dummy()
              || !other.dummy() && other.subject().reply() && !root.subject().reply())) {
        bySubject.put(subject, root);
      }
    }
    Map<ThreadNode, ThreadNode> replaced = new IdentityHashMap<>();
    List<ThreadNode> left = new ArrayList<>();
    for (ThreadNode root : roots) {
      ThreadNode first = bySubject.get(root.subject().text());
      if (first == null || first == root) {
        left.add(root);
        continue;
      }
      ThreadNode into = replaced.getOrDefault(first, first);
      if (into.dummy() && root.dummy()) {
        into.children().addAll(root.children());
      } else if (into.dummy() || root.subject().reply() && !into.subject().reply()) {
        into.children().add(root);
      } else {
        // Neither answers the other: both under a place where a message is missing.
        ThreadNode place = ThreadNode.missing();
        place.children().add(into);
        place.children().add(root);
        replaced.put(first, place);
      }
    }
    left.replaceAll(root -> replaced.getOrDefault(root, root));
    return left;
  }

  private void sortChildren(List<ThreadNode> roots) throws IOException {
    for (ThreadNode node : topDown(roots).reversed()) {
      progress.sort(node.children(), ThreadNode.BY_DATE);
    }
  }
}
