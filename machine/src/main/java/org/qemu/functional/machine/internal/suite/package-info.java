/** Fetch the QEMU that a suite of Debian packages into the cache folder, without root. */
@NullMarked
package org.qemu.functional.machine.internal.suite;

import org.jspecify.annotations.NullMarked;
