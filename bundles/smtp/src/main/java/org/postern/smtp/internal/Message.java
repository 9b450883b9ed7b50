package org.postern.smtp.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.postern.mailbox.Content;

/**
 * What is stored: the fields that this server puts before a message, and the message as it came.
 */
record Message(byte[] before, Spool spool) implements Content {

  @Override
  public long size() {
    return before.length + spool.size();
  }

  @Override
  public InputStream open() throws IOException {
    return new SequenceInputStream(new ByteArrayInputStream(before), spool.open());
  }
}
