/** Exports files of the cache to an archive, and imports them elsewhere. */
@NullMarked
package org.qemu.functional.asset.internal.maintenance.transport;

import org.jspecify.annotations.NullMarked;
