package org.postern.admin.internal.rest;

import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.postern.admin.Call;
import org.postern.admin.Problem;
import org.postern.admin.RequiresScope;
import org.postern.admin.Unauthenticated;
import org.postern.admin.internal.Backends;
import org.postern.directory.Directory.Bearer;
import org.postern.directory.Directory.Principal;

/**
 * Who calls, and whether they may (RFC 6750). A method without a rule answers nobody. A right token
 * is never throttled: with 256 random bits there is nothing to guess, and a program with a stale
 * token must not lock out the administrator beside it.
 */
@Priority(Priorities.AUTHENTICATION)
public final class Authentication implements ContainerRequestFilter {
  private static final String SCHEME = "Bearer ";
  private final Backends backends;

  @Context private ResourceInfo resource;
  @Context private HttpServletRequest servlet;

  public Authentication(Backends backends) {
    this.backends = backends;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    Method method = resource.getResourceMethod();
    if (method == null || request.getMethod().equals("OPTIONS")) {
      return;
    }
    if (method.isAnnotationPresent(Unauthenticated.class)) {
      return;
    }
    InetAddress client = client();
    Principal principal = authenticate(request, client);
    Call call = new Call(principal, client);
    request.setSecurityContext(new CallContext(call, request.getSecurityContext().isSecure()));
    authorize(call, method.getAnnotation(RequiresScope.class), request);
  }

  private InetAddress client() {
    try {
      return InetAddress.getByName(servlet.getRemoteAddr());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("the container gave no address of the client", e);
    }
  }

  private Principal authenticate(ContainerRequestContext request, InetAddress client) {
    List<String> headers = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
    if (headers == null || headers.size() != 1) {
      throw unauthorized("Send one header Authorization: Bearer and a token.", "");
    }
    String header = headers.getFirst();
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw unauthorized("Only Bearer tokens are taken.", "");
    }
    return switch (backends.directory().bearer(header.substring(SCHEME.length()).strip(), client)) {
      case Bearer.Accepted(Principal principal) -> principal;
      case Bearer.Refused(Bearer.Reason reason, String detail)
          when reason == Bearer.Reason.ADDRESS_NOT_ALLOWED ->
          throw Problem.forbidden("address-not-allowed", detail);
      case Bearer.Refused(_, String detail) -> {
        throttle(client);
        throw unauthorized(detail, ", error=\"invalid_token\"");
      }
    };
  }

  private void throttle(InetAddress client) {
    backends
        .throttle()
        .ifPresent(
            throttle -> {
              String name = "token@" + client.getHostAddress();
              Duration delay = throttle.delay(client, name);
              throttle.failed(client, name);
              if (delay.isPositive()) {
                throw Problem.of(429, "too-many-failures", "Too many wrong tokens lately; wait.")
                    .header("Retry-After", Long.toString(Math.max(1, delay.toSeconds())));
              }
            });
  }

  private static Problem unauthorized(String detail, String error) {
    return Problem.of(401, "not-authenticated", detail)
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"Postern\"" + error);
  }

  private static void authorize(Call call, RequiresScope rule, ContainerRequestContext request) {
    if (rule == null) {
      throw Problem.forbidden("not-allowed", "Nobody may call this.");
    }
    Principal caller = call.caller();
    boolean allowed =
        call.can(rule.value()) && Arrays.stream(rule.except()).noneMatch(caller.role()::equals);
    if (!allowed && !rule.self().isEmpty() && call.isAccount()) {
      String right = rule.value().endsWith(":read") ? "self:read" : "self:write";
      String id = request.getUriInfo().getPathParameters().getFirst(rule.self());
      allowed = caller.id().equals(id) && call.can(right);
    }
    if (!allowed) {
      throw Problem.forbidden(
              "scope-required", "This needs the scope " + rule.value() + ", which you don't have.")
          .with("requiredScope", rule.value());
    }
  }

  private record CallContext(Call call, boolean secure) implements SecurityContext {
    @Override
    public java.security.Principal getUserPrincipal() {
      return call;
    }

    @Override
    public boolean isUserInRole(String role) {
      return call.can(role);
    }

    @Override
    public boolean isSecure() {
      return secure;
    }

    @Override
    public String getAuthenticationScheme() {
      return "Bearer";
    }
  }
}
