package org.postern.license.internal.rest;

import org.postern.admin.Problem;

/** Query parameters that are switches. */
final class Parameter {

  private Parameter() {}

  /** On when it is there without a value or with {@code true}. */
  static boolean flag(String name, String value) {
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.isEmpty() || value.equals("true")) {
      return true;
    }
    throw Problem.badRequest("bad-parameter", name + " is true or false.").with("parameter", name);
  }
}
