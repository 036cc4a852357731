/** Runs several test programs in one JVM. */
@NullMarked
package org.qemu.functional.launch.internal.bundle;

import org.jspecify.annotations.NullMarked;
