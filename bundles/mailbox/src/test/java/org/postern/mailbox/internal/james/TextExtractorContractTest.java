package org.postern.mailbox.internal.james;

import java.nio.charset.StandardCharsets;
import org.apache.james.mailbox.extractor.TextExtractor;
import org.apache.james.mailbox.extractor.TextExtractorContract;
import org.apache.james.mailbox.model.ContentType;
import org.junit.jupiter.api.extension.RegisterExtension;

class TextExtractorContractTest implements TextExtractorContract {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  public TextExtractor testee() {
    return store.parts().extractor();
  }

  @Override
  public ContentType supportedContentType() {
    return ContentType.of("text/html");
  }

  @Override
  public byte[] supportedContent() {
    return "<html><body><p>HTML text</p></body></html>".getBytes(StandardCharsets.UTF_8);
  }
}
