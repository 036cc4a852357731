/** Decompresses data with the fastest decoder available. */
@NullMarked
package org.qemu.functional.archive.internal.decode;

import org.jspecify.annotations.NullMarked;
