package org.postern.mailbox.internal.james;

import java.io.IOException;
import java.io.InputStream;
import org.apache.james.mailbox.extractor.ParsedContent;
import org.apache.james.mailbox.extractor.TextExtractor;
import org.apache.james.mailbox.model.ContentType;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/** What a plug-in for PDF would do: the search contract looks into one. */
final class PdfTextExtractor implements TextExtractor {
  private final TextExtractor others = new HtmlTextExtractor();

  @Override
  public boolean applicable(ContentType type) {
    return type.asString().startsWith("application/pdf") || others.applicable(type);
  }

  @Override
  public ParsedContent extractContent(InputStream in, ContentType type) throws Exception {
    if (!type.asString().startsWith("application/pdf")) {
      return others.extractContent(in, type);
    }
    try (PDDocument document = PDDocument.load(in)) {
      return ParsedContent.of(new PDFTextStripper().getText(document));
    } catch (IOException e) {
      throw new IllegalArgumentException("Not a PDF document", e);
    }
  }
}
