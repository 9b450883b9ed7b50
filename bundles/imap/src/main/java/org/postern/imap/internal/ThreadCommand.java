package org.postern.imap.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.mailbox.Folder;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.SearchKey;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.mime.Envelope;
import org.postern.mailbox.mime.HeaderFilter;

/** THREAD and UID THREAD (RFC 5256). */
final class ThreadCommand implements Command.InMailbox {
  private static final int HEADER = 65_536;

  private final boolean byUid;

  ThreadCommand(boolean byUid) {
    this.byUid = byUid;
  }

  @Override
  public String verb() {
    return byUid ? "UID THREAD" : "THREAD";
  }

  @Override
  public boolean numbersMessages() {
    return !byUid;
  }

  @Override
  public Done run(Session session, Selected mailbox, CommandReader in) throws Failure, IOException {
    in.space();
    String algorithm = in.word();
    boolean references = algorithm.equals("REFERENCES");
    if (!references && !algorithm.equals("ORDEREDSUBJECT")) {
      throw new Failure.Bad("THREAD knows ORDEREDSUBJECT and REFERENCES");
    }
    in.space();
    Search.charset(session, in);
    in.space();
    SearchKey key = new SearchParser(in, mailbox, Clock.systemUTC()).all();
    in.end();
    Progress progress = session.progress();
    UidSet found = mailbox.folder().search(key, progress.uncounted());
    Sort.requireFew(found);
    List<ThreadNode> messages = read(progress, mailbox, found, references);
    List<ThreadNode> roots =
        references
            ? new ReferenceThreads(messages, progress).roots()
            : SubjectThreads.roots(messages, progress);
    Responses out = session.responses();
    out.ascii("* THREAD");
    if (!roots.isEmpty()) {
      out.octet(' ');
    }
    for (ThreadNode root : roots) {
      write(out, mailbox, root);
    }
    out.end();
    return Done.of(verb() + " completed");
  }

  private static List<ThreadNode> read(
      Progress progress, Selected mailbox, UidSet found, boolean references) throws IOException {
    List<ThreadNode> messages = new ArrayList<>((int) found.size());
    Folder folder = mailbox.folder();
    folder.fetch(
        found,
        Folder.Detail.FACTS,
        0,
        message -> {
          progress.at(messages.size(), found.size());
          messages.add(node(message, references ? references(folder, message) : List.of()));
        });
    return messages;
  }

  private static ThreadNode node(Folder.Message message, List<String> references) {
    Envelope envelope = message.facts().envelope();
    List<String> ids = MessageIds.in(envelope.messageId());
    return new ThreadNode(
        message.uid(),
        ids.isEmpty() ? "" : ids.getFirst(),
        references,
        SortKey.sent(message),
        BaseSubject.of(envelope.subject()));
  }

  // RFC 5256 3, REFERENCES (1): In-Reply-To where there are no references.
  private static List<String> references(Folder folder, Folder.Message message) throws IOException {
    Optional<byte[]> common = message.facts().commonFields();
    byte[] header = common.isPresent() ? common.get() : header(folder, message);
    byte[] field = HeaderFilter.pick(header, header.length, List.of("REFERENCES"), false);
    List<String> ids = MessageIds.in(new String(field, StandardCharsets.ISO_8859_1));
    if (!ids.isEmpty()) {
      return ids;
    }
    List<String> replied = MessageIds.in(message.facts().envelope().inReplyTo());
    return replied.isEmpty() ? List.of() : List.of(replied.getFirst());
  }

  /** Empty when the message is gone meanwhile: it stands where In-Reply-To puts it. */
  private static byte[] header(Folder folder, Folder.Message message) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    try (Folder.Bodies bodies = folder.bodies()) {
      bodies.fetch(
          UidSet.of(message.uid()),
          Folder.Detail.FLAGS,
          0,
          (again, octets) -> {
            Maildrop.Body body = octets.body();
            header.writeBytes(Octets.of(body, 0, body.headerLength()).read(HEADER));
          });
    }
    return header.toByteArray();
  }

  /** One step of writing: a node to write, or the parenthesis behind one. */
  private record Step(ThreadNode node, boolean opens) {}

  /** Writes a thread; without recursion, for threads may be as deep as they like. */
  private void write(Responses out, Selected mailbox, ThreadNode root) throws IOException {
    List<Step> stack = new ArrayList<>();
    stack.add(new Step(root, true));
    while (!stack.isEmpty()) {
      Step step = stack.removeLast();
      if (step.node == null) {
        out.octet(')');
        continue;
      }
      if (step.opens) {
        out.octet('(');
        stack.add(new Step(null, false));
      }
      ThreadNode node = step.node;
      if (!node.dummy()) {
        out.number(byUid ? node.uid() : mailbox.number(node.uid()));
      }
      List<ThreadNode> children = node.children();
      if (!children.isEmpty() && !node.dummy()) {
        out.octet(' ');
      }
      // RFC 5256 4: one child goes on behind its parent, many have parentheses of their own.
      boolean many = children.size() > 1;
      for (ThreadNode child : children.reversed()) {
        stack.add(new Step(child, many));
      }
    }
  }
}
