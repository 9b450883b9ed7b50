package org.postern.directory;

/**
 * A change that the directory refuses. The code is stable and is the REST API's problem code
 * ({@code address-taken}, {@code domain-not-empty}, {@code alias-loop} ...); the pointer is the RFC
 * 6901 path of the field at fault, or empty.
 */
public final class DirectoryException extends Exception {
  private static final long serialVersionUID = 1;

  private final Kind kind;
  private final String code;
  private final String pointer;

  /** What sort of refusal: it decides the status over REST. */
  public enum Kind {
    NOT_FOUND,
    CONFLICT,
    INVALID,
    /** The revision given is not the current one. */
    STALE,
    /** The disk is full or failing: try again later. */
    UNAVAILABLE
  }

  public DirectoryException(Kind kind, String code, String pointer, String message) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.pointer = pointer;
  }

  public Kind kind() {
    return kind;
  }

  public String code() {
    return code;
  }

  public String pointer() {
    return pointer;
  }
}
