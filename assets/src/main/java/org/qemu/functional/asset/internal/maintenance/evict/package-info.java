/** Frees space in the cache folder, and deletes what nobody uses. */
@NullMarked
package org.qemu.functional.asset.internal.maintenance.evict;

import org.jspecify.annotations.NullMarked;
