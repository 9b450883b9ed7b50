package org.postern.admin.internal.plugins;

/**
 * A bundle as the API shows it.
 *
 * @param name its symbolic name
 * @param title for people
 * @param state installed, resolved, starting, active or stopping; a fragment is attached or
 *     resolved
 * @param reason why it does not work, or not in whole; empty when it does
 * @param entitlement what a license must grant for it; {@code base} for nothing
 * @param core whether the server can't be without it
 */
public record PluginView(
    String name,
    String title,
    String version,
    String state,
    String reason,
    String entitlement,
    boolean core) {}
