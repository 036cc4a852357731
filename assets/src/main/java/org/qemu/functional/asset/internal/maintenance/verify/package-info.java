/** Verifies the hashes of the files in the cache. */
@NullMarked
package org.qemu.functional.asset.internal.maintenance.verify;

import org.jspecify.annotations.NullMarked;
