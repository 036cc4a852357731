/** Reads captures of network packets, and summarizes each packet. */
@NullMarked
package org.qemu.functional.report.internal.capture;

import org.jspecify.annotations.NullMarked;
