package org.postern.mailbox.mime;

/**
 * A parameter of Content-Type or Content-Disposition. Continuations (RFC 2231 3) are put together;
 * one with a charset keeps its asterisk and its percent signs: {@code filename*}, {@code
 * utf-8''na%C3%AFve}, as RFC 2231 9 asks of BODYSTRUCTURE.
 *
 * @param name as it was spelled, never empty
 */
public record Parameter(String name, String value) {}
