package org.postern.admin.internal.rest;

import jakarta.annotation.Priority;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.postern.admin.Problem;

/**
 * Refuses query parameters that the method does not read, and ones given twice: a mistyped filter
 * must not answer with everything.
 */
@Priority(Priorities.AUTHORIZATION + 1)
public final class Parameters implements ContainerRequestFilter {
  private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

  @Context private ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext request) {
    Method method = resource.getResourceMethod();
    MultivaluedMap<String, String> query = query(request);
    if (method == null || query.isEmpty() || request.getMethod().equals("OPTIONS")) {
      return;
    }
    Set<String> taken = known.computeIfAbsent(method, Parameters::read);
    query.forEach(
        (name, values) -> {
          if (!taken.contains(name)) {
            throw Problem.badRequest(
                    "unknown-parameter",
                    "There is no query parameter of that name here; there are: "
                        + (taken.isEmpty() ? "none" : String.join(", ", taken))
                        + ".")
                .with("parameter", name);
          }
          if (values.size() > 1) {
            throw Problem.badRequest("repeated-parameter", "A query parameter is given twice.")
                .with("parameter", name);
          }
        });
  }

  private static MultivaluedMap<String, String> query(ContainerRequestContext request) {
    try {
      return request.getUriInfo().getQueryParameters();
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("bad-query", "The query is not percent-encoded UTF-8.");
    }
  }

  private static Set<String> read(Method method) {
    Set<String> names = new TreeSet<>();
    for (Parameter parameter : method.getParameters()) {
      if (parameter.isAnnotationPresent(QueryParam.class)) {
        names.add(parameter.getAnnotation(QueryParam.class).value());
      }
      if (parameter.isAnnotationPresent(BeanParam.class)) {
        names.addAll(fields(parameter.getType()));
      }
    }
    return names;
  }

  private static Collection<String> fields(Class<?> bean) {
    Set<String> names = new TreeSet<>();
    for (Field field : bean.getDeclaredFields()) {
      if (field.isAnnotationPresent(QueryParam.class)) {
        names.add(field.getAnnotation(QueryParam.class).value());
      }
    }
    return names;
  }
}
