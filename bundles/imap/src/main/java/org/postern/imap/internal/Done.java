package org.postern.imap.internal;

/** How a command ended well: what its tagged OK says. */
record Done(Code code, String text) {
  static Done of(String text) {
    return new Done(Code.NONE, text);
  }
}
