package org.postern.pop3.internal;

import java.io.IOException;

/** LANG: lists the languages of the texts, or chooses one (RFC 6856 3). */
final class Lang implements Command.Anytime {
  @Override
  public String verb() {
    return "LANG";
  }

  @Override
  public void run(Session session, String argument) throws Failure, IOException {
    Replies replies = session.replies();
    String range = argument.strip();
    if (range.isEmpty()) {
      replies.ok(Text.LANGUAGES);
      for (Language language : Language.ALL) {
        replies.line(language.tag() + " " + language.name());
      }
      replies.end();
      return;
    }
    Language language =
        Language.lookup(range).orElseThrow(() -> new Failure.Refused(Text.LANGUAGE_UNKNOWN));
    replies.speak(language);
    // RFC 6856 3.2: the answer begins with the tag and is in the new language already.
    replies.okPlain(language.tag() + " " + language.say(Text.LANGUAGE_CHOSEN));
  }
}
