package org.postern.pop3.internal;

import java.util.Locale;

/** Which folder a login opens: {@code user+folder@domain} names one. */
final class Folders {
  private static final char SEPARATOR = '+';

  private Folders() {}

  /**
   * @param login the name as the client gave it
   * @param address the account's own address; a plus that is part of it names no folder
   */
  static String of(String login, String address, Options options) {
    String local = local(login);
    int plus = local.indexOf(SEPARATOR);
    boolean own = local.toLowerCase(Locale.ROOT).equals(local(address));
    if (!options.folderInLogin() || plus < 1 || plus == local.length() - 1 || own) {
      return options.mailbox();
    }
    String folder = local.substring(plus + 1);
    return folder.equalsIgnoreCase("INBOX") ? "INBOX" : folder;
  }

  private static String local(String name) {
    int at = name.lastIndexOf('@');
    return at < 0 ? name : name.substring(0, at);
  }
}
