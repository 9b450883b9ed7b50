/** A third party's Pro plug-in: a protocol that is served while a license includes it. */
package org.postern.itests.pro;
