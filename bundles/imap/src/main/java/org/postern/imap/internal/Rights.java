package org.postern.imap.internal;

import java.util.ArrayList;
import java.util.List;
import org.apache.james.mailbox.exception.UnsupportedRightException;
import org.apache.james.mailbox.model.MailboxACL.Rfc4314Rights;
import org.apache.james.mailbox.model.MailboxACL.Right;

/** Rights by their letters (RFC 4314 2.1), those of RFC 2086 included. */
final class Rights {
  /** In the order in which they are told. */
  private static final String ORDER = "lrswipkxtea";

  private Rights() {}

  static Rfc4314Rights read(String letters) throws Failure.Bad {
    List<Right> rights = new ArrayList<>();
    try {
      for (char letter : letters.toCharArray()) {
        switch (letter) {
          // RFC 4314 2.1.1: what these were is other rights now.
          case 'c' -> rights.add(Right.CreateMailbox);
          case 'd' ->
              rights.addAll(
                  List.of(Right.DeleteMessages, Right.PerformExpunge, Right.DeleteMailbox));
          default -> rights.add(Right.forChar(letter));
        }
      }
    } catch (UnsupportedRightException e) {
      throw new Failure.Bad("Expected rights of lrswipkxtea");
    }
    return new Rfc4314Rights(rights);
  }

  static String write(Rfc4314Rights rights) {
    StringBuilder letters = new StringBuilder();
    for (char letter : ORDER.toCharArray()) {
      if (has(rights, letter)) {
        letters.append(letter);
      }
    }
    if (has(rights, 'k')) {
      letters.append('c');
    }
    if (has(rights, 't') || has(rights, 'e') || has(rights, 'x')) {
      letters.append('d');
    }
    return letters.toString();
  }

  private static boolean has(Rfc4314Rights rights, char letter) {
    return rights.list().stream().anyMatch(right -> right.asCharacter() == letter);
  }
}
