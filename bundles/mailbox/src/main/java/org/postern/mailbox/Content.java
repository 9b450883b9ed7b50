package org.postern.mailbox;

import java.io.IOException;
import java.io.InputStream;

/** A whole message as it will be stored, lines ended by CRLF; it may be read more than once. */
public interface Content {

  /** Its length in octets. */
  long size();

  /** Its octets from the first; the caller closes. */
  InputStream open() throws IOException;
}
