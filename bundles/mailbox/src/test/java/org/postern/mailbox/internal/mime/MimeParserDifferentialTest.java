package org.postern.mailbox.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.james.mime4j.codec.Base64InputStream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.dom.address.AddressList;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;
import org.junit.jupiter.api.Test;
import org.postern.mailbox.mime.BodyStructure;
import org.postern.mailbox.mime.Part;

/** Structure and contents of parts against mime4j's parser (RFC 2045, RFC 2046). */
class MimeParserDifferentialTest {

  /**
   * Broken, where the two parsers mend in ways of their own: a multipart in which no delimiter is
   * found has an empty part for us, and none for them; a multipart or message that is in base64 as
   * a whole (RFC 2045 6.4 forbids it) they decode; boundaries that end in spaces (RFC 2046 5.1.1
   * forbids it) or are much too long.
   */
  private static final Set<String> MENDED_OTHERWISE =
      Set.of(
          "badbound.msg",
          "missing-boundary.msg",
          "missing-inner-boundary.msg",
          "missing-inner-start-boundary.msg",
          "multipartnopart.msg",
          "multi-2gifs-base64.msg",
          "bad-newlines-multiple-parts-base64.msg",
          "base64encoded-rfc822message-nested.msg",
          "base64encoded-rfc822message.msg",
          "testGroupWiseEml.eml",
          "weird-boundary.msg",
          "very-long-boundary.msg",
          "very-very-long-boundary.msg");

  @Test
  void sameLeavesWithTheSameContentsInRealMail() throws Exception {
    Map<String, byte[]> corpus = MailCorpus.messages();
    assertThat(corpus).hasSizeGreaterThan(100);
    for (Map.Entry<String, byte[]> each : corpus.entrySet()) {
      BodyStructure ours = Invariants.check(each.getKey(), each.getValue()).structure();
      if (!MENDED_OTHERWISE.contains(name(each.getKey()))) {
        List<String> found = new ArrayList<>();
        ours(each.getValue(), ours, found);
        assertThat(found).as(each.getKey()).isEqualTo(theirs(each.getValue()));
      }
    }
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Test
  void sameAddressesInRealMail() throws Exception {
    int compared = 0;
    for (Map.Entry<String, byte[]> each : MailCorpus.messages().entrySet()) {
      DefaultMessageBuilder builder = new DefaultMessageBuilder();
      builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
      Message theirs = builder.parseMessage(new ByteArrayInputStream(each.getValue()));
      AddressList to = theirs.getTo();
      if (to != null && theirs.getHeader().getFields("To").size() == 1) {
        List<String> expected =
            to.flatten().stream().map(m -> m.getLocalPart() + "@" + m.getDomain()).toList();
        List<String> found =
            MimeParser.parse(each.getValue()).envelope().to().stream()
                .filter(a -> a.host() != null && !a.host().isEmpty())
                .map(a -> a.mailbox() + "@" + a.host())
                .toList();
        if (expected.stream().noneMatch(e -> e.endsWith("@null"))) {
          assertThat(found).as(each.getKey()).isEqualTo(expected);
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(50);
  }

  @Test
  void sameLeavesInGeneratedMail() throws Exception {
    Random random = new Random(4);
    for (int i = 0; i < 1_000; i++) {
      StringBuilder text = new StringBuilder("From: a@b.example\r\nMIME-Version: 1.0\r\n");
      entity(text, random, 0);
      byte[] message = text.toString().getBytes(StandardCharsets.ISO_8859_1);
      List<String> found = new ArrayList<>();
      ours(message, Invariants.check("generated " + i, message).structure(), found);
      assertThat(found).as(text.toString()).isEqualTo(theirs(message));
    }
  }

  private static void entity(StringBuilder out, Random random, int depth) {
    int kind = depth > 4 ? 0 : random.nextInt(5);
    if (kind == 4) {
      out.append("Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n");
      entity(out, random, depth + 1);
    } else if (kind == 3) {
      String boundary = "b" + random.nextInt(1_000_000) + (random.nextBoolean() ? "" : " x=_");
      out.append("Content-Type: multipart/mixed; boundary=\"")
          .append(boundary)
          .append("\"\r\n\r\n");
      out.append(random.nextBoolean() ? "preamble\r\n" : "");
      int parts = 1 + random.nextInt(4);
      for (int i = 0; i < parts; i++) {
        out.append("\r\n--").append(boundary).append(random.nextInt(4) == 0 ? " \r\n" : "\r\n");
        entity(out, random, depth + 1);
      }
      out.append("\r\n--").append(boundary).append("--\r\n");
      out.append(random.nextBoolean() ? "epilogue\r\n" : "");
    } else {
      boolean base64 = random.nextBoolean();
      out.append("Content-Type: ").append(kind == 0 ? "text/plain" : "image/png").append("\r\n");
      out.append(base64 ? "Content-Transfer-Encoding: base64\r\n" : "").append("\r\n");
      byte[] octets = new byte[random.nextInt(300)];
      for (int i = 0; i < octets.length; i++) {
        octets[i] = (byte) "abc -\r\n=".charAt(random.nextInt(8));
      }
      String plain = new String(octets, StandardCharsets.ISO_8859_1).replaceAll("[\r\n]+", "\r\n");
      out.append(
          base64
              ? java.util.Base64.getMimeEncoder().encodeToString(octets)
              : plain.replace("--b", "b"));
    }
  }

  /** Media type and digest of the decoded octets of every leaf, in order. */
  private static void ours(byte[] message, BodyStructure structure, List<String> into)
      throws IOException {
    switch (structure) {
      case BodyStructure.Multipart multipart -> {
        for (BodyStructure part : multipart.parts()) {
          ours(message, part, into);
        }
      }
      case BodyStructure.Message inner -> ours(message, inner.body(), into);
      default -> {
        Part part = structure.part();
        byte[] raw =
            Arrays.copyOfRange(
                message, (int) part.bodyAt(), (int) (part.bodyAt() + part.bodyLength()));
        into.add(leaf(part.type() + "/" + part.subtype(), decoded(raw, part.encoding())));
      }
    }
  }

  private static byte[] decoded(byte[] raw, String encoding) throws IOException {
    InputStream in = new ByteArrayInputStream(raw);
    return switch (encoding.toLowerCase(Locale.ROOT)) {
      case "base64" -> new Base64InputStream(in, DecodeMonitor.SILENT).readAllBytes();
      case "quoted-printable" ->
          new QuotedPrintableInputStream(in, DecodeMonitor.SILENT).readAllBytes();
      default -> raw;
    };
  }

  private static String leaf(String type, byte[] octets) {
    return type.toLowerCase(Locale.ROOT) + " " + octets.length + " " + Arrays.hashCode(octets);
  }

  private static List<String> theirs(byte[] message) throws Exception {
    DefaultMessageBuilder builder = new DefaultMessageBuilder();
    builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
    List<String> leaves = new ArrayList<>();
    collect(builder.parseMessage(new ByteArrayInputStream(message)), leaves);
    return leaves;
  }

  private static void collect(Entity entity, List<String> into) throws Exception {
    switch (entity.getBody()) {
      case Multipart multipart -> {
        for (Entity part : multipart.getBodyParts()) {
          collect(part, into);
        }
      }
      case Message inner -> collect(inner, into);
      case SingleBody body -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        body.writeTo(out);
        into.add(leaf(entity.getMimeType(), out.toByteArray()));
      }
      default -> into.add("none");
    }
  }
}
