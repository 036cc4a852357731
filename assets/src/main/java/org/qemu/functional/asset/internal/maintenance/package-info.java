/**
 * Maintains the cache folder as a whole: verifies it, frees space in it, exports and imports it.
 */
@NullMarked
package org.qemu.functional.asset.internal.maintenance;

import org.jspecify.annotations.NullMarked;
