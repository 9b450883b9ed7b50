package org.postern.directory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;
import org.postern.directory.DirectoryException;
import org.postern.directory.DirectoryException.Kind;

/** Asserts how a change is refused. */
final class Refused {
  private Refused() {}

  static DirectoryException with(Kind kind, String code, Executable change) {
    DirectoryException refusal = assertThrows(DirectoryException.class, change);
    assertEquals(kind + " " + code, refusal.kind() + " " + refusal.code(), refusal::getMessage);
    return refusal;
  }
}
