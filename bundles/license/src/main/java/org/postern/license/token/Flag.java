package org.postern.license.token;

/** What an administrator should know; a flag never stops anything. */
public enum Flag {
  /** More accounts use what the license opens than it has seats. */
  OVER_SEATS,
  /** The machine's clock is far from what it should be; what it says is not believed. */
  CLOCK_SUSPECT,
  /** The license was made for another installation. */
  INSTALL_MISMATCH
}
