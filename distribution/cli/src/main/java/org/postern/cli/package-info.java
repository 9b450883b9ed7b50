/** The command {@code postern}. */
package org.postern.cli;
