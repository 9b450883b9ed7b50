package org.postern.imap.internal;

import java.io.IOException;

/** COMPRESS (RFC 4978 3). */
final class Compress implements Command.LoggedIn {
  @Override
  public String verb() {
    return "COMPRESS";
  }

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    in.space();
    String algorithm = in.word();
    in.end();
    if (!algorithm.equals("DEFLATE")) {
      throw new Failure.Bad("COMPRESS knows DEFLATE");
    }
    if (session.compressed()) {
      throw new Failure.No(Code.COMPRESSIONACTIVE, "Compression is on already");
    }
    if (!session.compressAfter()) {
      throw new Failure.No(Code.LIMIT, "Too many sessions are compressed now");
    }
    return Done.of("Compression begins");
  }
}
