package org.postern.admin.internal.rest;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import org.postern.admin.MergePatch;
import org.postern.admin.internal.json.Json;

/**
 * Refuses a call without a body where the method reads one: with neither body nor Content-Type
 * nobody is asked to read it, and the method would be given null.
 */
@Priority(Priorities.AUTHORIZATION + 3)
public final class RequiredBody implements ContainerRequestFilter {
  @Context private ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext request) {
    Method method = resource.getResourceMethod();
    if (method != null
        && Arrays.stream(method.getParameters()).anyMatch(RequiredBody::isBody)
        && !request.hasEntity()) {
      throw Json.bodyRequired();
    }
  }

  private static boolean isBody(Parameter parameter) {
    Class<?> type = parameter.getType();
    return parameter.getAnnotations().length == 0
        && (type.isRecord() || type.equals(MergePatch.class));
  }
}
