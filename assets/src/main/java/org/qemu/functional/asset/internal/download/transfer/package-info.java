/** Writes the content of a download to the cache, and checks its size, speed and hash. */
@NullMarked
package org.qemu.functional.asset.internal.download.transfer;

import org.jspecify.annotations.NullMarked;
