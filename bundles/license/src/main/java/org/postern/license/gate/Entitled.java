package org.postern.license.gate;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Capability;
import org.osgi.annotation.bundle.Header;
import org.osgi.annotation.bundle.Requirement;
import org.osgi.framework.Constants;

/**
 * Makes the bundle a gated one: it starts only while a license in force grants the feature. Once in
 * a bundle, on its component or package.
 *
 * <p>The bundle's components should reference {@link Admission} and ask {@link Admission#grants}
 * before they open anything. The bundle must not have {@code Bundle-ActivationPolicy: lazy}.
 */
@Documented
// Run-time retention and the gate's own package: bnd follows references of classes, and this one is
// what makes it copy the package.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.PACKAGE})
// Not resolved, only read: by the gate as its condition, by the license bundle to find the bundle.
@Requirement(
    namespace = Entitled.NAMESPACE,
    filter = "(entitlement=${#value})",
    effective = "active")
@Capability(
    namespace = "osgi.service",
    attribute = "objectClass:List<String>=\"org.postern.license.gate.Admission\"",
    effective = "active")
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "org.postern.license.gate.EntitlementGate")
public @interface Entitled {
  /** The namespace of the requirement that names the feature. */
  String NAMESPACE = "org.postern.entitlement";

  /** The feature of a license that opens the bundle, for example {@code imap}. */
  String value();
}
