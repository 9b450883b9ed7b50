package org.postern.mailbox.internal.text;

import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.DefaultFieldBuilder;
import org.apache.james.mime4j.stream.FieldBuilder;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.util.ByteArrayBuffer;
import org.apache.james.mime4j.util.RecycledByteArrayBuffer;

/**
 * Lets the parser see the beginning of a Content-Type alone, for what that takes grows with the
 * square of its length: a buffer for all that follows is made for each parameter, so that one field
 * of a megabyte would cost a hundred gigabytes. The field itself stays whole. For one parser.
 */
final class ShortContentTypes implements FieldBuilder {
  /** Longer than any that means something, and the worst of them cost a few megabytes. */
  private static final int OCTETS = 4_096;

  private final DefaultFieldBuilder fields;
  private RawField whole;

  /**
   * @param most octets of a field
   */
  ShortContentTypes(int most) {
    this.fields = new DefaultFieldBuilder(most);
  }

  /** The field in hand, as it stands in the message. */
  RawField whole() {
    return whole;
  }

  @Override
  public RawField build() throws MimeException {
    whole = fields.build();
    if (whole == null
        || whole.getRaw().length() <= OCTETS
        || !whole.getName().strip().equalsIgnoreCase("Content-Type")) {
      return whole;
    }
    String body = whole.getBody();
    return new RawField(whole.getName(), body.substring(0, Math.min(body.length(), OCTETS)));
  }

  @Override
  public void reset() {
    fields.reset();
  }

  @Override
  public void append(ByteArrayBuffer octets) throws MimeException {
    fields.append(octets);
  }

  @Override
  public RecycledByteArrayBuffer getRaw() {
    return fields.getRaw();
  }

  @Override
  public void release() {
    fields.release();
  }
}
