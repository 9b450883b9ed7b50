package org.postern.admin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.postern.directory.Directory.Role;

/** Who may call a resource method: those whose role and token allow the scope. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RequiresScope {

  /** One of {@link org.postern.directory.Scopes#ALL}, for example {@code accounts:write}. */
  String value();

  /**
   * The path parameter that holds an account's id, where an account may call this for itself (with
   * {@code self:read} or {@code self:write}); empty when it may not.
   */
  String self() default "";

  /** Roles that have the scope and still may not. */
  Role[] except() default {};
}
