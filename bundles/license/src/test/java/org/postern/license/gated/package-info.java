/** A bundle of a third party that a license opens, as small as one can be. */
package org.postern.license.gated;
