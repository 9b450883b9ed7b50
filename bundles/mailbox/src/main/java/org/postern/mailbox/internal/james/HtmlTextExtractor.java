package org.postern.mailbox.internal.james;

import com.google.common.io.ByteStreams;
import java.io.FilterInputStream;
import java.io.InputStream;
import org.apache.james.mailbox.extractor.ParsedContent;
import org.apache.james.mailbox.extractor.TextExtractor;
import org.apache.james.mailbox.model.ContentType;
import org.apache.james.mailbox.store.extractor.JsoupTextExtractor;
import reactor.core.publisher.Mono;

/**
 * The text of text and HTML attachments, of their first {@value #MAX_OCTETS} octets. Closes the
 * stream once, whatever happens, as James' contract says.
 */
final class HtmlTextExtractor implements TextExtractor {
  private static final int MAX_OCTETS = 16 << 20;

  private final TextExtractor jsoup = new JsoupTextExtractor();

  @Override
  public boolean applicable(ContentType type) {
    return jsoup.applicable(type);
  }

  @Override
  public ParsedContent extractContent(InputStream in, ContentType type) throws Exception {
    try (in) {
      InputStream left =
          new FilterInputStream(ByteStreams.limit(in, MAX_OCTETS)) {
            @Override
            public void close() {
              // Ours to close.
            }
          };
      return jsoup.extractContent(left, type);
    }
  }

  @Override
  public Mono<ParsedContent> extractContentReactive(InputStream in, ContentType type) {
    return Mono.fromCallable(() -> extractContent(in, type));
  }
}
