package org.postern.mailbox.internal.mime;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.postern.mailbox.mime.BodyStructure;
import org.postern.mailbox.mime.Envelope;
import org.postern.mailbox.mime.MessageFacts;
import org.postern.mailbox.mime.StructureOutput;

/**
 * Facts as the store keeps them:
 *
 * <pre>
 *  byte version     byte 1 = there is a date      long moment    long day
 *  number octets of the envelope    envelope
 *  number octets of the structure   structure     text preview
 *  number octets of the common fields and 1, or 0 when they were not kept     common fields
 * </pre>
 *
 * <p>Numbers and texts as {@link Packer} writes them.
 */
public final class PackedFacts implements MessageFacts {
  private static final byte VERSION = 2;
  private static final int ENVELOPE = 18;

  private final byte[] packed;

  private PackedFacts(byte[] packed) {
    this.packed = packed;
  }

  /** Whether this version can read them; if not they are computed anew. */
  public static boolean isReadable(byte[] packed) {
    return packed != null && packed.length > ENVELOPE && packed[0] == VERSION;
  }

  /**
   * @param packed of {@link #pack}, which {@link #isReadable}; not copied
   */
  public static MessageFacts of(byte[] packed) {
    return new PackedFacts(packed);
  }

  public static byte[] pack(MimeParser.Parsed parsed) {
    Packer envelope = new Packer(512);
    envelope.envelope(parsed.envelope());
    Packer structure = new Packer(128);
    structure.structure(parsed.structure());
    int fields = parsed.commonFields().map(octets -> octets.length).orElse(0);
    Packer all = new Packer(envelope.length() + structure.length() + 2 * Preview.MAX + fields);
    all.octet(VERSION);
    all.octet(parsed.sent().isPresent() ? 1 : 0);
    all.fixed(parsed.sent().map(MimeParser.Sent::millis).orElse(0L));
    all.fixed(parsed.sent().map(MimeParser.Sent::day).orElse(0L));
    all.nested(envelope);
    all.nested(structure);
    all.text(parsed.preview());
    all.octets(parsed.commonFields());
    return all.toArray();
  }

  @Override
  public Envelope envelope() {
    Unpacker in = new Unpacker(packed, ENVELOPE);
    in.number();
    return in.envelope();
  }

  @Override
  public BodyStructure structure() {
    Unpacker in = new Unpacker(packed, ENVELOPE);
    in.skip();
    in.number();
    return in.structure();
  }

  @Override
  public void writeEnvelope(StructureOutput out) throws IOException {
    Unpacker in = new Unpacker(packed, ENVELOPE);
    in.number();
    new StructureWriter(in, out).envelope();
  }

  @Override
  public void writeStructure(StructureOutput out, boolean extended) throws IOException {
    Unpacker in = new Unpacker(packed, ENVELOPE);
    in.skip();
    in.number();
    new StructureWriter(in, out).structure(extended);
  }

  @Override
  public String preview() {
    Unpacker in = new Unpacker(packed, ENVELOPE);
    in.skip();
    in.skip();
    return in.text();
  }

  @Override
  public Optional<byte[]> commonFields() {
    Unpacker in = new Unpacker(packed, ENVELOPE);
    in.skip();
    in.skip();
    in.skipText();
    return in.octets();
  }

  private OptionalLong date(int at) {
    return packed[1] == 0
        ? OptionalLong.empty()
        : OptionalLong.of(new Unpacker(packed, at).fixed());
  }

  @Override
  public OptionalLong sentDate() {
    return date(2);
  }

  @Override
  public OptionalLong sentDay() {
    return date(10);
  }
}
