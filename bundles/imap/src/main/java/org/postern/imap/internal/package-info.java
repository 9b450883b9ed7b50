/**
 * The IMAP engine: IMAP4rev1 (RFC 3501) and IMAP4rev2 (RFC 9051) in one.
 *
 * <p>A command goes from {@link Session} to its class by {@link Command#ALL}; the class reads its
 * arguments from {@link CommandReader}, which never holds more than the {@link Limits}, does what
 * it has to over {@code org.postern.mailbox.Folders}, and writes to {@link Responses}. {@link
 * Selected} is the mailbox as the client knows it; it alone tells of changes, {@link Notifications}
 * of those of others. Invariants: nothing that renumbers messages is told while a command by number
 * is under way; a literal is counted before it is accepted; a failure in the middle of a response
 * ends the session, for nothing could be told from it any more.
 *
 * <p>What is announced ({@link Capabilities}), by which document, where it lives, and what is left
 * out. What is not here is not announced.
 *
 * <table>
 * <caption>Capabilities</caption>
 * <tr><th>Capability</th><th>RFC</th><th>Where</th><th>Left out</th></tr>
 * <tr><td>IMAP4rev1</td><td>3501</td><td>{@link Command}</td><td>charsets other than those of {@link
 * SearchCharsets}: BADCHARSET</td></tr>
 * <tr><td>IMAP4rev2</td><td>9051</td><td>{@link Enabled}, {@link Enable}</td><td></td></tr>
 * <tr><td>STARTTLS, LOGINDISABLED</td><td>9051 6.2.1</td><td>{@link StartTls}</td><td></td></tr>
 * <tr><td>AUTH=, SASL-IR</td><td>4422, 4959</td><td>{@link Authenticate}</td><td>mechanisms are
 * those of {@code org.postern.net.Login}</td></tr>
 * <tr><td>LITERAL+</td><td>7888</td><td>{@link CommandReader}</td><td></td></tr>
 * <tr><td>ID</td><td>2971</td><td>{@link Id}</td><td>our version, which is nobody's business</td>
 * </tr>
 * <tr><td>ENABLE</td><td>5161</td><td>{@link Enable}</td><td></td></tr>
 * <tr><td>NAMESPACE</td><td>2342</td><td>{@link Namespace}</td><td>shared mailboxes of nobody
 * </td></tr>
 * <tr><td>IDLE</td><td>2177</td><td>{@link Idle}, {@link Watch}</td><td></td></tr>
 * <tr><td>UNSELECT</td><td>3691</td><td>{@link Leave}</td><td></td></tr>
 * <tr><td>UIDPLUS</td><td>4315</td><td>{@link Append}, {@link Copy}, {@link Expunge}</td><td></td>
 * </tr>
 * <tr><td>MOVE</td><td>6851</td><td>{@link Copy}</td><td></td></tr>
 * <tr><td>CHILDREN, LIST-EXTENDED, LIST-STATUS</td><td>3348, 5258, 5819</td><td>{@link
 * ListRequest}, {@link Listing}</td><td>REMOTE: there are no remote mailboxes</td></tr>
 * <tr><td>SPECIAL-USE, CREATE-SPECIAL-USE</td><td>6154</td><td>{@link SpecialUse}, {@link Create}
 * </td><td>{@code \All} and {@code \Flagged}, which are for views</td></tr>
 * <tr><td>STATUS=SIZE</td><td>8438</td><td>{@link StatusItems}</td><td></td></tr>
 * <tr><td>ESEARCH, SEARCHRES, WITHIN</td><td>4731, 5182, 5032</td><td>{@link Search}, {@link
 * SearchParser}</td><td></td></tr>
 * <tr><td>CONDSTORE, QRESYNC</td><td>7162</td><td>{@link Select}, {@link Fetch}, {@link Store}
 * </td><td>modseqs by flag: they are by message</td></tr>
 * <tr><td>QUOTA, QUOTA=RES-STORAGE, QUOTA=RES-MESSAGE</td><td>9208</td><td>{@link Quota}</td><td>
 * QUOTASET: administrators set quotas elsewhere</td></tr>
 * <tr><td>APPENDLIMIT, MULTIAPPEND</td><td>7889, 3502</td><td>{@link Append}</td><td></td></tr>
 * <tr><td>CATENATE, URL-PARTIAL</td><td>4469, 5550 5.7.1</td><td>{@link Catenation}, {@link
 * UrlContents}</td><td>URLs of other servers, those with the name of this one included unless it is
 * the address connected to; URLAUTH</td></tr>
 * <tr><td>BINARY</td><td>3516</td><td>{@link FetchWriter}, {@link TransferDecoder}, {@link
 * Octets}</td><td></td></tr>
 * <tr><td>METADATA</td><td>5464</td><td>{@link Metadata}</td><td>annotations of the server are
 * the account's own; private ones of a mailbox are its owner's alone: NOPRIVATE; changes are told by
 * NOTIFY alone</td></tr>
 * <tr><td>ACL, RIGHTS=, LIST-MYRIGHTS</td><td>4314, 8440</td><td>{@link Acl}, {@link Places}</td>
 * <td>{@code anyone} is everybody of the owner's domain; mailboxes don't change their owner
 * </td></tr>
 * <tr><td>LIST-METADATA</td><td>9590</td><td>{@link ListCommand}</td><td></td></tr>
 * <tr><td>REPLACE</td><td>8508</td><td>{@link Replace}</td><td></td></tr>
 * <tr><td>UTF8=ACCEPT</td><td>6855</td><td>{@link Enable}, {@link Append}</td><td></td></tr>
 * <tr><td>OBJECTID, SAVEDATE, PREVIEW</td><td>8474, 8514, 8970</td><td>{@link FetchItem}</td><td>
 * </td></tr>
 * <tr><td>SORT, SORT=DISPLAY, ESORT</td><td>5256, 5957, 5267</td><td>{@link Sort}</td><td>more
 * than 100,000 messages: LIMIT</td></tr>
 * <tr><td>THREAD=ORDEREDSUBJECT, THREAD=REFERENCES</td><td>5256</td><td>{@link ThreadCommand}
 * </td><td>the same</td></tr>
 * <tr><td>PARTIAL</td><td>9394</td><td>{@link Window}</td><td></td></tr>
 * <tr><td>MULTISEARCH</td><td>7377</td><td>{@link MultiSearch}</td><td></td></tr>
 * <tr><td>UIDONLY</td><td>9586</td><td>{@link Selected}</td><td></td></tr>
 * <tr><td>INPROGRESS</td><td>9585</td><td>{@link Progress}</td><td>counts of the end of APPEND, which
 * is done as a whole</td></tr>
 * <tr><td>CONTEXT=SEARCH</td><td>5267, 5465 7</td><td>{@link Contexts}</td><td>CONTEXT=SORT, which
 * would hold the keys of every message of a result; more than 8 results kept up to date: NOUPDATE
 * </td></tr>
 * <tr><td>NOTIFY</td><td>5465</td><td>{@link Notify}, {@link Notifications}</td><td>AnnotationChange,
 * for messages have no annotations: BADEVENT; more than 1,000 mailboxes whose messages are watched, or
 * 256 changes that wait to be told: NOTIFICATIONOVERFLOW</td></tr>
 * <tr><td>COMPRESS=DEFLATE</td><td>4978</td><td>{@link Compression}</td><td>beyond 1,000 sessions
 * at once: LIMIT</td></tr>
 * <tr><td>UNAUTHENTICATE</td><td>8437</td><td>{@link Unauthenticate}, {@link Session}</td><td>
 * </td></tr>
 * </table>
 */
package org.postern.imap.internal;
