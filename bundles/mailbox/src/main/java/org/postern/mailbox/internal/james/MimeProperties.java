package org.postern.mailbox.internal.james;

import java.io.IOException;
import java.io.InputStream;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.store.mail.model.impl.Properties;
import org.apache.james.mailbox.store.mail.model.impl.PropertyBuilder;
import org.apache.james.mailbox.store.streaming.CountingInputStream;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.field.LenientFieldParser;
import org.apache.james.mime4j.message.DefaultBodyDescriptorBuilder;
import org.apache.james.mime4j.message.MaximalBodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;

/** Reads the properties that James keeps of a message from its header, as its own append does. */
final class MimeProperties {
  private MimeProperties() {}

  /**
   * @param bodyLines lines after the header, kept when the message is text
   */
  static Properties ofHeader(InputStream header, long bodyLines)
      throws IOException, MailboxException {
    return properties(bodyOf(header), () -> bodyLines);
  }

  static Properties ofMessage(InputStream message) throws IOException, MailboxException {
    MimeTokenStream parser = bodyOf(message);
    return properties(parser, () -> lines(parser));
  }

  private static MimeTokenStream bodyOf(InputStream message) throws IOException, MailboxException {
    MimeTokenStream parser =
        new MimeTokenStream(
            MimeConfig.PERMISSIVE,
            new DefaultBodyDescriptorBuilder(
                null, LenientFieldParser.getParser(), DecodeMonitor.SILENT));
    parser.setRecursionMode(RecursionMode.M_NO_RECURSE);
    parser.parse(message);
    try {
      EntityState state = parser.next();
      while (state != EntityState.T_BODY
          && state != EntityState.T_END_OF_STREAM
          && state != EntityState.T_START_MULTIPART) {
        state = parser.next();
      }
    } catch (MimeException e) {
      throw new MailboxException("The header can't be read: " + e.getMessage(), e);
    }
    return parser;
  }

  private static long lines(MimeTokenStream parser) throws IOException {
    CountingInputStream body = new CountingInputStream(parser.getInputStream());
    body.readAll();
    return body.getLineCount();
  }

  /** Counts the lines of a text. */
  @FunctionalInterface
  private interface Lines {
    long count() throws IOException;
  }

  private static Properties properties(MimeTokenStream parser, Lines lines) throws IOException {
    MaximalBodyDescriptor body = (MaximalBodyDescriptor) parser.getBodyDescriptor();
    String mediaType = body.getMediaType() == null ? "text" : body.getMediaType();
    String subType = body.getMediaType() == null ? "plain" : body.getSubType();
    PropertyBuilder builder = new PropertyBuilder();
    builder.setMediaType(mediaType);
    builder.setSubType(subType);
    builder.setContentID(body.getContentId());
    builder.setContentDescription(body.getContentDescription());
    builder.setContentLocation(body.getContentLocation());
    builder.setContentMD5(body.getContentMD5Raw());
    builder.setContentTransferEncoding(body.getTransferEncoding());
    builder.setContentLanguage(body.getContentLanguage());
    builder.setContentDispositionType(body.getContentDispositionType());
    builder.setContentDispositionParameters(body.getContentDispositionParameters());
    builder.setContentTypeParameters(body.getContentTypeParameters());
    if (body.getCharset() != null) {
      builder.setCharset(body.getCharset());
    } else if (mediaType.equalsIgnoreCase("text")) {
      builder.setCharset("us-ascii");
    }
    if (mediaType.equalsIgnoreCase("text")) {
      builder.setTextualLineCount(lines.count());
    }
    return builder.build();
  }
}
