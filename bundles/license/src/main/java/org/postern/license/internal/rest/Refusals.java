package org.postern.license.internal.rest;

import java.io.IOException;
import org.postern.admin.Problem;
import org.postern.license.internal.state.Held;
import org.postern.license.token.Refusal;

/** What the keeper refuses, in the terms of HTTP. */
final class Refusals {

  private Refusals() {}

  /** A change of the license. */
  @FunctionalInterface
  interface Change<T> {
    T make() throws Refusal, Held, IOException;
  }

  /**
   * Makes the change, or answers why not.
   *
   * @throws Problem 400, 409, 422 or 503; nothing has changed
   */
  static <T> T answering(Change<T> change) {
    try {
      return change.make();
    } catch (Refusal e) {
      String code = e.reason().code();
      String detail = e.getMessage() + ".";
      throw switch (e.reason()) {
        case MALFORMED -> Problem.badRequest(code, detail);
        case SERIAL_TOO_OLD -> Problem.conflict(code, detail);
        default -> Problem.of(422, code, detail);
      };
    } catch (Held e) {
      throw Problem.conflict(e.code(), e.getMessage() + ".").with("losses", e.losses());
    } catch (IOException e) {
      throw Problem.unavailable(
          "store-unwritable",
          "data/license can't be written; nothing has changed. Is the disk full, or the folder not"
              + " ours?");
    }
  }
}
