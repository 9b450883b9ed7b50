package org.postern.admin.internal.rest;

import java.util.ArrayList;
import java.util.List;
import org.postern.admin.Problem;
import org.postern.admin.Problem.FieldError;

/** Collects what is wrong with a body, to tell all of it at once. */
public final class Checks {
  private final List<FieldError> errors = new ArrayList<>();

  public Checks required(String pointer, Object value) {
    if (value == null || value instanceof String text && text.isBlank()) {
      errors.add(new FieldError(pointer, "required", "This member is required."));
    }
    return this;
  }

  /** A limit, where one is given: from 0 up. */
  public Checks positive(String pointer, Long value) {
    if (value != null && value < 0) {
      errors.add(new FieldError(pointer, "bad-quota", "A limit can't be less than 0."));
    }
    return this;
  }

  public Checks length(String pointer, String value, int most) {
    if (value != null && value.length() > most) {
      errors.add(
          new FieldError(pointer, "too-long", "At most " + most + " characters are taken here."));
    }
    return this;
  }

  public Checks add(String pointer, String code, String detail) {
    errors.add(new FieldError(pointer, code, detail));
    return this;
  }

  /**
   * @throws Problem 422 when something was wrong
   */
  public void done() {
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }
}
