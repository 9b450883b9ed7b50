package org.postern.imap.internal;

import org.postern.mailbox.FolderException;
import org.postern.net.Login;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is told of failures that are not its command's own (RFC 5530). */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private Refusals() {}

  /** Of the mail store. */
  static Failure.No of(FolderException e) {
    return switch (e) {
      case FolderException.NoSuchMailbox _ ->
          new Failure.No(Code.NONEXISTENT, "There is no such mailbox");
      // Its own message has the owner's name of the mailbox, which is not the client's.
      case FolderException.NoRight no ->
          new Failure.No(
              Code.NOPERM, "You need the right " + no.right().asCharacter() + " on that mailbox");
      case FolderException.ReadOnly _ ->
          new Failure.No(
              Code.CANNOT, "The mailbox was opened to read only; SELECT it to change it");
      case FolderException.TooManyKeywords many -> new Failure.No(Code.LIMIT, many.getMessage());
      case FolderException.OverQuota _ ->
          new Failure.No(Code.OVERQUOTA, "The quota is full; delete something first");
      case FolderException.NoSpace _ -> {
        LOG.error("No room for mail: {}", e.getMessage());
        yield new Failure.No(
            Code.UNAVAILABLE, "The server has no room for mail now; try again later");
      }
      case FolderException.Expunged _ ->
          new Failure.No(Code.EXPUNGEISSUED, "A message is gone already");
      case FolderException.Unavailable _ -> {
        LOG.error("The mail store failed", e);
        yield new Failure.No(
            Code.UNAVAILABLE, "The mail store failed; the log of the server says why");
      }
      default -> {
        LOG.error("The mail store failed", e);
        yield new Failure.No(
            Code.SERVERBUG, "The mail store failed; the log of the server says why");
      }
    };
  }

  /** Of a login. */
  static Failure of(Login.Outcome.Refused refused) {
    return switch (refused.reason()) {
      case BAD_CREDENTIALS ->
          new Failure.No(Code.AUTHENTICATIONFAILED, "The name or the password is wrong");
      case NOT_ALLOWED -> new Failure.No(Code.AUTHORIZATIONFAILED, refused.text());
      case TLS_REQUIRED -> new Failure.No(Code.PRIVACYREQUIRED, "Begin TLS first");
      case THROTTLED ->
          new Failure.No(Code.UNAVAILABLE, "Too many failed logins; wait a little and try again");
      case TOO_MANY_SESSIONS ->
          new Failure.No(Code.LIMIT, "This account has too many sessions; close some");
      case MALFORMED -> new Failure.Bad("Expected a response of that mechanism");
      case UNAVAILABLE ->
          new Failure.No(Code.UNAVAILABLE, "Nobody can log in at the moment; try again later");
    };
  }
}
