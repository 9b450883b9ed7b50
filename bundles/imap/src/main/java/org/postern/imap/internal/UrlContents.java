package org.postern.imap.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.james.mailbox.model.MailboxPath;
import org.postern.imap.internal.FetchItem.Section;
import org.postern.mailbox.Folder;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.UidRange;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.mime.HeaderFilter;

/**
 * What IMAP URLs of the user's mailboxes point at (RFC 4469 3, RFC 5092 6), read as BODY.PEEK would
 * be. The last few mailboxes stay open. For one command.
 */
final class UrlContents implements AutoCloseable {
  /** Each may hold a file, and a command can name a thousand. */
  private static final int OPEN = 4;

  private final Session session;
  private final User user;
  private final CommandReader in;
  private final LinkedHashMap<MailboxPath, Opened> opened = new LinkedHashMap<>();

  /** Messages of which the checksum was compared: once will do. */
  private final Set<Long> verified = new HashSet<>();

  UrlContents(Session session, User user, CommandReader in) {
    this.session = session;
    this.user = user;
    this.in = in;
  }

  private record Opened(Folder folder, Folder.Bodies bodies) {
    void close() {
      bodies.close();
      folder.close();
    }
  }

  private record Found(Folder.Message message, Maildrop.Body body) {}

  /** Octets that a URL points at. */
  record Content(long length, InputStream octets) {
    private static Content of(Octets octets) {
      return new Content(octets.length(), octets.stream());
    }

    private static Content of(byte[] octets, Optional<FetchItem.Partial> partial) {
      long first = partial.map(FetchItem.Partial::first).orElse(0L);
      int from = (int) Math.min(first, octets.length);
      int count = (int) (long) partial.map(p -> p.length(octets.length)).orElse(0L + octets.length);
      return new Content(count, new ByteArrayInputStream(octets, from, count));
    }
  }

  /**
   * @throws Failure.No BADURL, whatever is wrong with it
   */
  Content open(String url) throws Failure, IOException {
    ImapUrl parsed = ImapUrl.parse(url).orElseThrow(() -> bad(url, "It is none of a message"));
    if (parsed.server().isPresent() && !here(parsed.server().get())) {
      throw bad(url, "It leads elsewhere; leave the server out");
    }
    Section section = section(url, parsed.section());
    try {
      return content(url, parsed, section);
    } catch (FolderException.NoSuchMailbox | FolderException.NoRight e) {
      throw bad(url, "There is no such mailbox");
    }
  }

  private static Failure.No bad(String url, String why) {
    return new Failure.No(Code.badUrl(url), why);
  }

  /** Whether the URL's server is this one, as far as can be told, and its user this one. */
  private boolean here(ImapUrl.Server server) {
    InetAddress local = session.connection().local().getAddress();
    boolean host =
        server.host().equalsIgnoreCase(local.getHostAddress())
            || local.isLoopbackAddress() && server.host().equalsIgnoreCase("localhost");
    return host && (server.user().isEmpty() || server.user().equalsIgnoreCase(user.address()));
  }

  private Section section(String url, String text) throws Failure, IOException {
    // Nothing that could be a literal: there is no client to send it.
    if (text.indexOf('{') >= 0 || !text.chars().allMatch(c -> c >= ' ' && c < 127)) {
      throw bad(url, "It has no section of a message");
    }
    try {
      CommandReader reader = in.over(text + "]");
      Section section = FetchRequest.section(reader);
      reader.expect(']');
      reader.end();
      return section;
    } catch (Failure.Bad e) {
      throw bad(url, e.getMessage());
    }
  }

  private Content content(String url, ImapUrl parsed, Section section) throws Failure, IOException {
    Opened mailbox = mailbox(parsed.mailbox());
    if (parsed.uidValidity().isPresent()
        && parsed.uidValidity().getAsLong() != mailbox.folder.uidValidity()) {
      throw bad(url, "The mailbox has another UIDVALIDITY");
    }
    List<Found> found = new ArrayList<>(1);
    if (parsed.uid() > 0 && parsed.uid() <= UidRange.MAX) {
      mailbox.bodies.fetch(
          UidSet.of(parsed.uid()),
          Folder.Detail.FACTS,
          0,
          (message, octets) -> found.add(new Found(message, body(message, octets))));
    }
    if (found.isEmpty()) {
      throw bad(url, "There is no such message");
    }
    Octets range =
        FetchWriter.range(section, found.getFirst().message, found.getFirst().body)
            .orElseThrow(() -> bad(url, "The message has no such section"));
    boolean not = section.what() == Section.What.FIELDS_NOT;
    if (not || section.what() == Section.What.FIELDS) {
      byte[] header = range.read(FetchWriter.HEADER_LIMIT);
      byte[] picked = HeaderFilter.pick(header, header.length, section.fields(), not);
      return Content.of(picked, parsed.partial());
    }
    return Content.of(parsed.partial().isPresent() ? range.part(parsed.partial().get()) : range);
  }

  private Opened mailbox(String name) throws IOException {
    String canonical = MailboxNames.canonical(Normalizer.normalize(name, Normalizer.Form.NFC));
    MailboxPath path = user.path(canonical);
    Opened before = opened.get(path);
    if (before != null) {
      return before;
    }
    if (opened.size() == OPEN) {
      // Whatever was asked of it was read: one part is at its end before the next begins.
      opened.pollFirstEntry().getValue().close();
    }
    Folder folder = user.folders().open(user.session(), path, true);
    try {
      Opened now = new Opened(folder, folder.bodies());
      opened.put(path, now);
      return now;
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private Maildrop.Body body(Folder.Message message, Folder.Octets octets) throws IOException {
    return verified.add(message.id()) ? octets.verified() : octets.body();
  }

  @Override
  public void close() {
    opened.values().forEach(Opened::close);
    opened.clear();
  }
}
