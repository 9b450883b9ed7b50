package org.postern.license.internal.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.DirectoryFile;
import org.postern.license.internal.state.LicenseFiles;
import org.postern.license.token.Circumstances;
import org.postern.license.token.Evaluator;
import org.postern.license.token.Trust;
import org.postern.license.vendor.Licenses;
import org.postern.license.vendor.Vendor;
import org.postern.mailbox.Content;
import org.postern.mailbox.Delivery;

class PostmasterMailTest {
  private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
  private static final Instant LATER = NOW.plus(Duration.ofDays(400));

  @TempDir Path home;

  private final List<String> mails = new ArrayList<>();
  private DirectoryFile directory;
  private Vendor vendor;
  private Trust trust;
  private String key;

  @BeforeEach
  void open() throws Exception {
    directory = DirectoryFile.open(home);
    directory.directory().addDomain("example.test");
    directory.directory().addAccount("postmaster@example.test", "", "correct horse battery staple");
    vendor = new Vendor("example", false).key("k-2026");
    trust = vendor.trust();
    key = vendor.issue(Licenses.year(Licenses.LID, NOW), "k-2026");
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  @Test
  void aLicenseThatEndsIsToldOnceAState() {
    look(key, NOW);
    assertEquals(0, mails.size());
    look(key, LATER);
    look(key, LATER);
    assertEquals(1, mails.size());
    assertTrue(mails.getFirst().contains("not in force any more; IMAP is closed"));
    assertTrue(mails.getFirst().contains("the license " + Licenses.LID), mails.getFirst());
    assertTrue(mails.getFirst().contains("install a renewal.\r\n"), mails.getFirst());
  }

  @Test
  void aLicenseThatCanNotBeVerifiedAnyMoreIsToldOnceAReason() throws Exception {
    vendor.key("k-2027");
    trust = Trust.read(vendor.root().armored() + vendor.bundle(2, vendor.active("k-2027")));
    look(key, NOW);
    look(key, NOW);
    assertEquals(1, mails.size());
    assertTrue(mails.getFirst().contains("not in force any more; IMAP is closed"));
    assertTrue(mails.getFirst().contains("signed with the key k-2026"), mails.getFirst());
    assertTrue(mails.getFirst().contains("Message-ID: <license-lapsed-unknown-key-"));
    look("garbage", NOW);
    assertEquals(2, mails.size());
    assertTrue(mails.getLast().contains("copy it whole.\r\n"), mails.getLast());
  }

  /** Each time as after a restart. */
  private void look(String text, Instant now) {
    new PostmasterMail(
            directory.directory(), directory.resolver(), Kept::new, new LicenseFiles(home))
        .look(Evaluator.evaluate(Optional.of(text), trust, Circumstances.at(now, NOW)), now);
  }

  private final class Kept implements Delivery {
    @Override
    public List<Outcome> deliver(Content content, List<Target> targets) {
      try (InputStream in = content.open()) {
        mails.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return List.of(new Outcome.Delivered("1", 1));
    }

    @Override
    public boolean fits(String user, long octets) {
      return true;
    }
  }
}
