/** Read the recordings of QEMU's record and replay. */
@NullMarked
package org.qemu.functional.replay.internal;

import org.jspecify.annotations.NullMarked;
