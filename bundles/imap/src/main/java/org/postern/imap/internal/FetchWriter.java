package org.postern.imap.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.mailbox.Folder;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.mime.BodyStructure;
import org.postern.mailbox.mime.HeaderFilter;
import org.postern.mailbox.mime.Part;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the answers to one FETCH (RFC 9051 7.5.2). For one thread. */
final class FetchWriter {
  private static final Logger LOG = LoggerFactory.getLogger(FetchWriter.class);

  /** Longer headers are searched for fields so far only. */
  static final int HEADER_LIMIT = 1 << 20;

  /** Up to this size a message's checksum is compared even when only a part of it is asked for. */
  static final long VERIFIED = 1 << 18;

  private final Folder.Progress progress;
  private final Selected mailbox;
  private final FetchRequest request;
  private final UidSet seen;
  private final Responses out;
  private final List<Labelled> items = new ArrayList<>();
  private final boolean flags;
  private final boolean whole;
  private long written;
  private long looked;
  private long asked;
  private boolean damaged;
  private boolean unknownEncoding;

  /**
   * @param progress hears of each message before it is written
   * @param seen messages that got \Seen by this FETCH, which is told
   */
  FetchWriter(
      Responses out,
      Folder.Progress progress,
      Selected mailbox,
      FetchRequest request,
      UidSet seen) {
    this.out = out;
    this.progress = progress;
    this.mailbox = mailbox;
    this.request = request;
    this.seen = seen;
    for (FetchItem item : request.items()) {
      if (item != FetchItem.Known.UID || !mailbox.beginsWithUid() || request.items().size() == 1) {
        items.add(new Labelled(item, items.isEmpty() ? "" : " "));
      }
    }
    this.flags = request.items().contains(FetchItem.Known.FLAGS);
    this.whole =
        request.any(
            item ->
                item instanceof FetchItem.Octets octets
                    && octets.section().what() == FetchItem.Section.What.ALL
                    && octets.section().part().isEmpty()
                    && octets.partial().isEmpty());
  }

  /** An item, and what is written before its value in each answer. */
  private record Labelled(FetchItem item, byte[] label) {
    Labelled(FetchItem item, String before) {
      this(item, (before + item.label() + " ").getBytes(StandardCharsets.US_ASCII));
    }
  }

  void write(UidSet uids) throws IOException {
    asked = uids.size();
    messages(uids);
    out.handOver();
  }

  private void messages(UidSet uids) throws IOException {
    if (request.any(item -> item.readsOctets() && !item.readsCommonFields())) {
      read(uids);
    } else {
      boolean common = request.any(FetchItem::readsCommonFields);
      mailbox
          .folder()
          .fetch(
              uids,
              detail(),
              0,
              message -> {
                if (common && message.facts().commonFields().isEmpty()) {
                  read(UidSet.of(message.uid()));
                } else {
                  message(message, null);
                }
              });
    }
  }

  private void read(UidSet uids) throws IOException {
    try (Folder.Bodies bodies = mailbox.folder().bodies()) {
      bodies.fetch(uids, detail(), 0, this::message);
    }
  }

  private Folder.Detail detail() {
    if (request.any(FetchItem::readsFacts)) {
      return Folder.Detail.FACTS;
    }
    if (request.any(FetchItem::readsColumns)) {
      return Folder.Detail.COLUMNS;
    }
    boolean modSeq =
        request.items().contains(FetchItem.Known.MODSEQ)
            || mailbox.tellsModSeq() && !seen.isEmpty();
    return modSeq ? Folder.Detail.MODSEQ : Folder.Detail.FLAGS;
  }

  /** How many messages were told. */
  long written() {
    return written;
  }

  /** Whether a part could not be decoded, so that NIL was told. */
  boolean unknownEncoding() {
    return unknownEncoding;
  }

  /** Whether one could not be read. */
  boolean damaged() {
    return damaged;
  }

  /**
   * @param octets null when the index alone answers
   */
  private void message(Folder.Message message, Folder.Octets octets) throws IOException {
    progress.at(looked++, asked);
    long number = mailbox.number(message.uid());
    if (number == 0) {
      return;
    }
    Maildrop.Body body = null;
    if (octets != null) {
      try {
        body = whole || octets.length() <= VERIFIED ? octets.verified() : octets.body();
      } catch (FolderException.Unavailable e) {
        LOG.error("Uid {} of {} can't be read", message.uid(), mailbox.folder().path(), e);
        damaged = true;
        return;
      }
    }
    boolean nowSeen = seen.contains(message.uid());
    if (flags || nowSeen) {
      mailbox.announce(out, message.flags());
    }
    mailbox.begin(out, number, message.uid());
    for (Labelled each : items) {
      out.octets(each.label, 0, each.label.length);
      item(each.item, message, body);
    }
    if (nowSeen && !flags) {
      out.ascii(items.isEmpty() ? "FLAGS " : " FLAGS ");
      FlagNames.write(out, mailbox.here(message.uid(), message.flags()));
    }
    if (nowSeen && mailbox.tellsModSeq() && !request.items().contains(FetchItem.Known.MODSEQ)) {
      out.ascii(" MODSEQ (").number(message.modSeq()).octet(')');
    }
    out.octet(')').lineEnd();
    written++;
  }

  private void item(FetchItem item, Folder.Message message, Maildrop.Body body) throws IOException {
    switch (item) {
      case FetchItem.Known known -> known(known, message);
      case FetchItem.Octets wanted -> octets(wanted, message, body);
      case FetchItem.Binary wanted -> binary(wanted, message, body);
      case FetchItem.BinarySize wanted -> {
        Optional<Decodable> part = decodable(wanted.part(), message, body);
        out.number(part.isPresent() ? part.get().length() : 0);
      }
    }
  }

  private void known(FetchItem.Known known, Folder.Message message) throws IOException {
    switch (known) {
      case UID -> out.number(message.uid());
      case FLAGS -> FlagNames.write(out, mailbox.here(message.uid(), message.flags()));
      case INTERNALDATE -> out.ascii(Dates.format(message.internalDate()));
      case SIZE -> out.number(message.size());
      case ENVELOPE -> message.facts().writeEnvelope(out);
      case BODY -> message.facts().writeStructure(out, false);
      case BODYSTRUCTURE -> message.facts().writeStructure(out, true);
      case MODSEQ -> out.octet('(').number(message.modSeq()).octet(')');
      case EMAILID -> out.octet('(').ascii(ObjectIds.email(message.id())).octet(')');
      case THREADID -> out.octet('(').ascii(ObjectIds.thread(message.thread())).octet(')');
      case SAVEDATE ->
          out.ascii(message.saveDate() == 0 ? "NIL" : Dates.format(message.saveDate()));
      case PREVIEW -> out.string(message.facts().preview());
    }
  }

  // OCTETS

  private void octets(FetchItem.Octets wanted, Folder.Message message, Maildrop.Body body)
      throws IOException {
    FetchItem.Section section = wanted.section();
    if (body == null) {
      byte[] common = message.facts().commonFields().orElseThrow();
      fields(wanted, HeaderFilter.pick(common, common.length, section.fields(), false));
      return;
    }
    Optional<Octets> range = range(section, message, body);
    if (range.isEmpty()) {
      // RFC 9051 7.5.2: NIL for what there is not.
      out.ascii("NIL");
      return;
    }
    boolean not = section.what() == FetchItem.Section.What.FIELDS_NOT;
    if (not || section.what() == FetchItem.Section.What.FIELDS) {
      byte[] header = range.get().read(HEADER_LIMIT);
      fields(wanted, HeaderFilter.pick(header, header.length, section.fields(), not));
      return;
    }
    Octets some =
        wanted.partial().isPresent() ? range.get().part(wanted.partial().get()) : range.get();
    out.literalHead(some.length());
    some.send(out);
  }

  private void fields(FetchItem.Octets wanted, byte[] picked) throws IOException {
    int from = 0;
    int count = picked.length;
    if (wanted.partial().isPresent()) {
      from = (int) Math.min(wanted.partial().get().first(), picked.length);
      count = (int) wanted.partial().get().length(picked.length);
    }
    Octets.replaceNul(picked, picked.length);
    out.literalHead(count).octets(picked, from, count);
  }

  /** Where a section is (RFC 9051 6.4.5.1); of header fields, where the header is. */
  static Optional<Octets> range(
      FetchItem.Section section, Folder.Message message, Maildrop.Body body) {
    if (section.part().isEmpty()) {
      long header = Math.min(body.headerLength(), body.length());
      return Optional.of(
          switch (section.what()) {
            case ALL -> Octets.of(body, 0, body.length());
            case TEXT -> Octets.of(body, header, body.length() - header);
            case HEADER, FIELDS, FIELDS_NOT, MIME -> Octets.of(body, 0, header);
          });
    }
    Optional<BodyStructure> found = message.facts().structure().find(numbers(section.part()));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Part part = found.get().part();
    return switch (section.what()) {
      case ALL -> Optional.of(Octets.of(body, part.bodyAt(), part.bodyLength()));
      case MIME -> Optional.of(Octets.of(body, part.headerAt(), part.headerLength()));
      case TEXT -> inner(found.get()).map(p -> Octets.of(body, p.bodyAt(), p.bodyLength()));
      case HEADER, FIELDS, FIELDS_NOT ->
          inner(found.get()).map(p -> Octets.of(body, p.headerAt(), p.headerLength()));
    };
  }

  /** HEADER and TEXT of a part are those of the message in it. */
  private static Optional<Part> inner(BodyStructure part) {
    return part instanceof BodyStructure.Message message
        ? Optional.of(message.body().part())
        : Optional.empty();
  }

  private static int[] numbers(List<Integer> part) {
    return part.stream().mapToInt(Integer::intValue).toArray();
  }

  // BINARY

  /** A part that can be decoded, as often as need be. */
  private record Decodable(Octets octets, String encoding) {
    InputStream open() {
      return TransferDecoder.decode(encoding, octets.stream()).orElseThrow();
    }

    long length() throws IOException {
      long length = 0;
      try (InputStream in = open()) {
        for (byte[] some = new byte[8_192]; ; ) {
          int count = in.read(some);
          if (count < 0) {
            return length;
          }
          length += count;
        }
      }
    }

    /** Whether there is NUL in a range that lies within it. */
    boolean holdsNul(long first, long count) throws IOException {
      try (InputStream in = open()) {
        in.skipNBytes(first);
        byte[] some = new byte[8_192];
        for (long left = count; left > 0; ) {
          int read = in.read(some, 0, (int) Math.min(some.length, left));
          if (Octets.holdsNul(some, 0, read)) {
            return true;
          }
          left -= read;
        }
        return false;
      }
    }
  }

  private Optional<Decodable> decodable(
      List<Integer> numbers, Folder.Message message, Maildrop.Body body) {
    if (numbers.isEmpty()) {
      return Optional.of(new Decodable(Octets.of(body, 0, body.length()), "BINARY"));
    }
    return message
        .facts()
        .structure()
        .find(numbers(numbers))
        .map(
            found -> {
              Part part = found.part();
              // RFC 2045 6.4: composite types are never encoded, whatever they say.
              boolean single =
                  found instanceof BodyStructure.Text || found instanceof BodyStructure.Basic;
              return new Decodable(
                  Octets.of(body, part.bodyAt(), part.bodyLength()),
                  single ? part.encoding() : "BINARY");
            })
        .filter(
            part -> {
              boolean known = TransferDecoder.knows(part.encoding());
              unknownEncoding |= !known;
              return known;
            });
  }

  private void binary(FetchItem.Binary wanted, Folder.Message message, Maildrop.Body body)
      throws IOException {
    Optional<Decodable> part = decodable(wanted.part(), message, body);
    if (part.isEmpty()) {
      out.ascii("NIL");
      return;
    }
    long length = part.get().length();
    long first = 0;
    long count = length;
    if (wanted.partial().isPresent()) {
      first = Math.min(wanted.partial().get().first(), length);
      count = wanted.partial().get().length(length);
    }
    // RFC 9051 7.5.2: literal8 is for what has NUL, so that the client need not look for it.
    if (part.get().holdsNul(first, count)) {
      out.octet('~');
    }
    out.literalHead(count);
    try (InputStream in = part.get().open()) {
      in.skipNBytes(first);
      byte[] some = new byte[8_192];
      while (count > 0) {
        int read = in.read(some, 0, (int) Math.min(some.length, count));
        out.octets(some, 0, read);
        count -= read;
      }
    }
  }
}
