/** Separates the programs that share a JVM. */
@NullMarked
package org.qemu.functional.settings.internal;

import org.jspecify.annotations.NullMarked;
