package org.postern.mailbox;

/**
 * Figures of a mailbox at one moment (RFC 9051 6.3.11 STATUS, RFC 7162, RFC 8438, RFC 8474, RFC
 * 9208).
 *
 * @param deleted messages with the \Deleted flag
 * @param size octets of all messages
 * @param deletedStorage octets of those with the \Deleted flag; -1 when it wasn't asked for
 * @param highestModSeq HIGHESTMODSEQ, at least 1, also of a mailbox in which nothing has happened
 * @param mailboxId the permanent id, never reused (OBJECTID)
 */
public record FolderStatus(
    long messages,
    long unseen,
    long recent,
    long deleted,
    long size,
    long deletedStorage,
    long uidNext,
    long uidValidity,
    long highestModSeq,
    String mailboxId) {}
