package org.postern.admin.internal.rest;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.postern.admin.Problem;

/** Bounds what is read of a body, whatever the header says. */
@Priority(Priorities.AUTHORIZATION + 2)
public final class BodyLimit implements ContainerRequestFilter {
  private final int limit;

  /**
   * @param limit in octets
   */
  public BodyLimit(int limit) {
    this.limit = limit;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String declared = request.getHeaderString("Content-Length");
    if (declared != null && (declared.length() > 10 || Long.parseLong(declared) > limit)) {
      throw tooLarge();
    }
    request.setEntityStream(new Bounded(request.getEntityStream()));
  }

  private Problem tooLarge() {
    return Problem.of(413, "body-too-large", "A body has at most " + limit + " octets here.")
        .header("Connection", "close");
  }

  private final class Bounded extends FilterInputStream {
    private long left = limit;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int octet = super.read();
      return octet < 0 ? octet : counted(1, octet);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      return read < 0 ? read : counted(read, read);
    }

    private int counted(int octets, int result) {
      left -= octets;
      if (left < 0) {
        throw tooLarge();
      }
      return result;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
