package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real mail goes in by SMTP and LMTP and comes out by POP3 byte for byte, less the trace header.
 */
@ParameterizedClass
@EnumSource(LicenseState.class)
final class CorpusIT {
  private final LicenseState license;
  private final Server server;

  CorpusIT(LicenseState license) {
    this.license = license;
    this.server = license.server();
  }

  @Test
  void bySmtp() throws Exception {
    String account = server.account(license.account("corpus-smtp"));
    Map<String, byte[]> corpus = Corpus.messages();
    assertTrue(corpus.size() >= 100, "only " + corpus.size() + " messages in the corpus");
    try (Wire smtp = Wire.smtp(server)) {
      for (byte[] message : corpus.values()) {
        smtp.deliver("sender@remote.example", account, message);
      }
      smtp.smtp("QUIT", "221");
    }
    retrieve(account, corpus, "with ESMTP");
  }

  @Test
  void byLmtp() throws Exception {
    String account = server.account(license.account("corpus-lmtp"));
    Map<String, byte[]> corpus = Corpus.messages();
    try (Wire lmtp = new Wire(server.port(24))) {
      Wire.expect(lmtp.reply(), "220");
      lmtp.smtp("LHLO client.example", "250");
      for (byte[] message : corpus.values()) {
        lmtp.deliver("sender@remote.example", account, message);
      }
      lmtp.smtp("QUIT", "221");
    }
    retrieve(account, corpus, "with LMTP");
  }

  private void retrieve(String account, Map<String, byte[]> corpus, String protocol)
      throws Exception {
    List<Map.Entry<String, byte[]>> sent = new ArrayList<>(corpus.entrySet());
    try (Wire pop = Wire.pop3(server, account)) {
      String[] stat = pop.pop("STAT", "+OK").split(" ");
      assertEquals(sent.size(), Integer.parseInt(stat[1]));
      long octets = 0;
      for (int i = 0; i < sent.size(); i++) {
        pop.pop("RETR " + (i + 1), "+OK");
        byte[] received = pop.multiline();
        octets += received.length;
        String trace = Corpus.trace(sent.get(i).getKey(), sent.get(i).getValue(), received);
        assertTrue(trace.startsWith("Return-Path: <sender@remote.example>\r\n"), trace);
        assertTrue(trace.contains("Received: from client.example"), trace);
        assertTrue(trace.contains(protocol), trace);
      }
      assertEquals(Long.parseLong(stat[2]), octets, "STAT tells the octets that RETR sends");
    }
  }
}
