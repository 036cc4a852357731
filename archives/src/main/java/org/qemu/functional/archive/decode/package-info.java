/** Decompresses data with the fastest decoder available. */
@NullMarked
package org.qemu.functional.archive.decode;

import org.jspecify.annotations.NullMarked;
