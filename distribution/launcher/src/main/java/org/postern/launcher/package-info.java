/** Starts the features that a home enables in a Felix framework, watches over it and stops it. */
package org.postern.launcher;
