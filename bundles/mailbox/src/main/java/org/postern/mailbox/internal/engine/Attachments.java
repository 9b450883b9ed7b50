package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.postern.mailbox.Content;

/** Contents under an id of their own; they go with their message. Thread-safe. */
public interface Attachments {

  record Attachment(String id, long message, String type, long size) {}

  /** An attachment to store. */
  record Upload(String id, String type, Content content) {}

  /** Stores attachments of a message; one that is there under the id is replaced. */
  void store(long message, List<Upload> uploads) throws IOException;

  Optional<Attachment> find(String id) throws IOException;

  List<Attachment> find(Collection<String> ids) throws IOException;

  List<Attachment> ofMessage(long message) throws IOException;

  /** Its octets; {@link EngineException.NoSuchMessage} when it is gone. */
  InputStream open(String id) throws IOException;
}
