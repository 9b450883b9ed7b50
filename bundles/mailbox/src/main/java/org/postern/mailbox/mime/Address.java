package org.postern.mailbox.mime;

/**
 * An address of an envelope (RFC 9051 7.5.2, "envelope"), as it stands in the header: encoded words
 * are not decoded; octets above 127 are read as UTF-8, or as ISO-8859-1 where they aren't.
 *
 * <p>A group (RFC 5322 3.4) begins with an address of which {@code host} is null and {@code
 * mailbox} is the group's name, and ends with one of which both are null.
 *
 * @param name display name; null when there is none
 * @param route source route of old mail; null when there is none
 * @param mailbox what stands before the at sign, unquoted; null ends a group
 * @param host what stands behind it; null begins or ends a group; empty when the address has none
 */
public record Address(String name, String route, String mailbox, String host) {}
