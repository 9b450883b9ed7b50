package org.postern.imap.internal;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients that can't be run here: what Apple Mail, iOS Mail, Outlook, Thunderbird, K-9 and
 * FairEmail say, in the order and the spelling in which they say it, and what they rely on in the
 * answers.
 */
class TranscriptTest {
  @RegisterExtension final TestServer server = new TestServer(TestServer.specialFolders(true));

  static List<String> clients() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Path folder() throws URISyntaxException {
    return Path.of(TranscriptTest.class.getResource("transcripts").toURI());
  }

  @ParameterizedTest
  @MethodSource("clients")
  void client(String file) throws Exception {
    new Transcript(server).play(folder().resolve(file));
  }
}
