/** Mail reception: SMTP, submission and LMTP sessions, and delivery into local mailboxes. */
package org.postern.smtp.internal;
