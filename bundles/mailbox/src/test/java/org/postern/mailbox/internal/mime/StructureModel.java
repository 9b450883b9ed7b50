package org.postern.mailbox.internal.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.postern.mailbox.mime.Address;
import org.postern.mailbox.mime.BodyStructure;
import org.postern.mailbox.mime.Disposition;
import org.postern.mailbox.mime.Envelope;
import org.postern.mailbox.mime.Parameter;
import org.postern.mailbox.mime.Part;
import org.postern.mailbox.mime.StructureOutput;

/** ENVELOPE, BODY and BODYSTRUCTURE (RFC 9051 7.5.2) of values: what packed ones must come to. */
final class StructureModel {
  private final Sent out = new Sent();

  /** What is sent. */
  static final class Sent implements StructureOutput {
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    @Override
    public Sent octet(char c) {
      octets.write(c);
      return this;
    }

    @Override
    public Sent octets(byte[] some, int from, int length) {
      octets.write(some, from, length);
      return this;
    }

    @Override
    public Sent number(long value) {
      return ascii(Long.toString(value));
    }

    Sent ascii(String text) {
      octets.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
      return this;
    }

    @Override
    public Sent string(String text) {
      if (text.length() <= 1_024 && text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
        return ascii('"' + text.replaceAll("[\"\\\\]", "\\\\$0") + '"');
      }
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      ascii("{" + utf8.length + "}\r\n");
      octets.writeBytes(utf8);
      return this;
    }

    @Override
    public String toString() {
      return octets.toString(StandardCharsets.UTF_8);
    }
  }

  private StructureModel() {}

  static String envelopeOf(Envelope envelope) {
    StructureModel model = new StructureModel();
    model.envelope(envelope);
    return model.out.toString();
  }

  static String structureOf(BodyStructure structure, boolean extended) {
    StructureModel model = new StructureModel();
    model.structure(structure, extended);
    return model.out.toString();
  }

  // ENVELOPE

  private void envelope(Envelope envelope) {
    out.octet('(');
    nstring(envelope.date());
    out.octet(' ');
    nstring(envelope.subject());
    addresses(envelope.from());
    addresses(envelope.sender());
    addresses(envelope.replyTo());
    addresses(envelope.to());
    addresses(envelope.cc());
    addresses(envelope.bcc());
    out.octet(' ');
    nstring(envelope.inReplyTo());
    out.octet(' ');
    nstring(envelope.messageId());
    out.octet(')');
  }

  private void addresses(List<Address> addresses) {
    if (addresses.isEmpty()) {
      out.ascii(" NIL");
      return;
    }
    out.ascii(" (");
    for (Address address : addresses) {
      out.octet('(');
      nstring(address.name());
      out.octet(' ');
      nstring(address.route());
      out.octet(' ');
      nstring(address.mailbox());
      out.octet(' ');
      nstring(address.host());
      out.octet(')');
    }
    out.octet(')');
  }

  // BODY

  /**
   * The structure of a message or part.
   *
   * @param extended whether with extension data, as BODYSTRUCTURE has it
   */
  private void structure(BodyStructure body, boolean extended) {
    out.octet('(');
    switch (body) {
      case BodyStructure.Multipart multipart -> multipart(multipart, extended);
      case BodyStructure.Basic basic -> {
        fields(basic.part());
        if (extended) {
          singleExtension(basic.part());
        }
      }
      case BodyStructure.Text text -> {
        fields(text.part());
        out.octet(' ').number(text.lines());
        if (extended) {
          singleExtension(text.part());
        }
      }
      case BodyStructure.Message message -> {
        fields(message.part());
        out.octet(' ');
        envelope(message.envelope());
        out.octet(' ');
        structure(message.body(), extended);
        out.octet(' ').number(message.lines());
        if (extended) {
          singleExtension(message.part());
        }
      }
    }
    out.octet(')');
  }

  private void multipart(BodyStructure.Multipart multipart, boolean extended) {
    for (BodyStructure part : multipart.parts()) {
      structure(part, extended);
    }
    Part part = multipart.part();
    out.octet(' ').string(part.subtype());
    if (extended) {
      out.octet(' ');
      parameters(part.parameters());
      commonExtension(part);
    }
  }

  private void fields(Part part) {
    out.string(part.type()).octet(' ').string(part.subtype()).octet(' ');
    parameters(part.parameters());
    out.octet(' ');
    nstring(part.id());
    out.octet(' ');
    nstring(part.description());
    out.octet(' ').string(part.encoding()).octet(' ').number(part.bodyLength());
  }

  private void singleExtension(Part part) {
    out.octet(' ');
    nstring(part.md5());
    commonExtension(part);
  }

  private void commonExtension(Part part) {
    out.octet(' ');
    disposition(part.disposition());
    out.octet(' ');
    languages(part.languages());
    out.octet(' ');
    String location = part.location();
    nstring(location == null ? null : StructureWriter.uri(location));
  }

  private void disposition(Disposition disposition) {
    if (disposition == null) {
      out.ascii("NIL");
      return;
    }
    out.octet('(').string(disposition.type()).octet(' ');
    parameters(disposition.parameters());
    out.octet(')');
  }

  private void parameters(List<Parameter> parameters) {
    if (parameters.isEmpty()) {
      out.ascii("NIL");
      return;
    }
    char before = '(';
    for (Parameter parameter : parameters) {
      out.octet(before).string(parameter.name()).octet(' ').string(parameter.value());
      before = ' ';
    }
    out.octet(')');
  }

  private void languages(List<String> languages) {
    if (languages.size() < 2) {
      nstring(languages.isEmpty() ? null : languages.getFirst());
      return;
    }
    char before = '(';
    for (String language : languages) {
      out.octet(before).string(language);
      before = ' ';
    }
    out.octet(')');
  }

  private void nstring(String text) {
    if (text == null) {
      out.ascii("NIL");
    } else {
      out.string(text);
    }
  }
}
