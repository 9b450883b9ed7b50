package org.postern.mailbox.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.postern.mailbox.mime.BodyStructure;
import org.postern.mailbox.mime.HeaderFilter;
import org.postern.mailbox.mime.MessageFacts;
import org.postern.mailbox.mime.Part;

/** What is true of the structure of any message, broken or not. */
final class Invariants {
  private final byte[] message;
  private final String name;

  private Invariants(String name, byte[] message) {
    this.name = name;
    this.message = message;
  }

  static MimeParser.Parsed check(String name, byte[] message) throws IOException {
    MimeParser.Parsed parsed = MimeParser.parse(message);
    new Invariants(name, message).run(parsed);
    return parsed;
  }

  private void run(MimeParser.Parsed parsed) throws IOException {
    BodyStructure root = parsed.structure();
    assertThat(root.part().headerAt()).as(name).isZero();
    assertThat(root.part().bodyAt() + root.part().bodyLength()).as(name).isEqualTo(message.length);
    within(root, 0, message.length);
    packs(parsed);
    keepsFields(parsed, (int) root.part().headerLength());
    assertThat(parsed.preview().codePointCount(0, parsed.preview().length()))
        .as(name)
        .isLessThanOrEqualTo(Preview.MAX);
    for (int seed = 0; seed < 3; seed++) {
      MimeParser.Parsed again = inPieces(new Random(seed), seed == 0 ? 7 : 3_000);
      assertThat(again.envelope()).as(name).isEqualTo(parsed.envelope());
      assertThat(again.structure()).as(name).isEqualTo(parsed.structure());
      assertThat(again.sent()).as(name).isEqualTo(parsed.sent());
      assertThat(again.preview()).as(name).isEqualTo(parsed.preview());
      assertThat(again.commonFields().orElse(null))
          .as(name)
          .isEqualTo(parsed.commonFields().orElse(null));
    }
  }

  private MimeParser.Parsed inPieces(Random random, int most) {
    MimeParser parser = new MimeParser();
    for (int at = 0; at < message.length; ) {
      int n = Math.min(message.length - at, 1 + random.nextInt(most));
      parser.update(message, at, at + n);
      at += n;
    }
    return parser.finish();
  }

  /** What is kept of the header gives the same fields as the header itself. */
  private void keepsFields(MimeParser.Parsed parsed, int header) {
    byte[] all = HeaderFilter.pick(message, header, HeaderFilter.COMMON, false);
    byte[] kept = parsed.commonFields().orElse(null);
    if (kept == null) {
      assertThat(all.length > MimeParser.MAX_COMMON || header > MimeParser.MAX_HEADERS)
          .as(name)
          .isTrue();
      return;
    }
    assertThat(kept).as(name).isEqualTo(all);
    for (List<String> names :
        List.of(List.of("SUBJECT"), List.of("DATE", "FROM", "TO"), List.of("REFERENCES"))) {
      assertThat(HeaderFilter.pick(kept, kept.length, names, false))
          .as(name)
          .isEqualTo(HeaderFilter.pick(message, header, names, false));
    }
  }

  private void packs(MimeParser.Parsed parsed) throws IOException {
    byte[] packed = PackedFacts.pack(parsed);
    assertThat(PackedFacts.isReadable(packed)).isTrue();
    MessageFacts facts = PackedFacts.of(packed);
    assertThat(facts.envelope()).as(name).isEqualTo(parsed.envelope());
    assertThat(facts.structure()).as(name).isEqualTo(parsed.structure());
    assertThat(facts.preview()).as(name).isEqualTo(parsed.preview());
    assertThat(facts.commonFields().orElse(null))
        .as(name)
        .isEqualTo(parsed.commonFields().orElse(null));
    StructureModel.Sent sent = new StructureModel.Sent();
    facts.writeEnvelope(sent);
    assertThat(sent.toString()).as(name).isEqualTo(StructureModel.envelopeOf(parsed.envelope()));
    for (boolean extended : new boolean[] {false, true}) {
      sent = new StructureModel.Sent();
      facts.writeStructure(sent, extended);
      assertThat(sent.toString())
          .as(name)
          .isEqualTo(StructureModel.structureOf(parsed.structure(), extended));
    }
    assertThat(facts.sentDate().isPresent()).isEqualTo(parsed.sent().isPresent());
    parsed.sent().ifPresent(s -> assertThat(facts.sentDate()).hasValue(s.millis()));
    parsed.sent().ifPresent(s -> assertThat(facts.sentDay()).hasValue(s.day()));
  }

  private void within(BodyStructure structure, long from, long to) {
    Part part = structure.part();
    assertThat(part.headerAt()).as(name).isGreaterThanOrEqualTo(from);
    assertThat(part.bodyAt()).as(name).isEqualTo(part.headerAt() + part.headerLength());
    assertThat(part.bodyLength()).as(name).isNotNegative();
    long end = part.bodyAt() + part.bodyLength();
    assertThat(end).as(name).isLessThanOrEqualTo(to);
    switch (structure) {
      case BodyStructure.Basic _ -> {}
      case BodyStructure.Text text ->
          assertThat(text.lines()).as("%s lines", name).isEqualTo(lines(part));
      case BodyStructure.Message inner -> {
        assertThat(inner.lines()).as("%s lines", name).isEqualTo(lines(part));
        assertThat(inner.body().part().headerAt()).isEqualTo(part.bodyAt());
        within(inner.body(), part.bodyAt(), end);
      }
      case BodyStructure.Multipart multipart -> {
        assertThat(multipart.parts()).as(name).isNotEmpty();
        long at = part.bodyAt();
        for (BodyStructure child : multipart.parts()) {
          within(child, at, end);
          at = child.part().bodyAt() + child.part().bodyLength();
        }
      }
    }
  }

  /** Lines of a body, a last one without its end counted. */
  private long lines(Part part) {
    long lines = 0;
    int end = (int) (part.bodyAt() + part.bodyLength());
    for (int i = (int) part.bodyAt(); i < end; i++) {
      lines += message[i] == '\n' || i == end - 1 ? 1 : 0;
    }
    return lines;
  }
}
