/** The cache folder on disk, shared with QEMU's own framework: its entries, locks and downloads. */
@NullMarked
package org.qemu.functional.asset.internal.cache;

import org.jspecify.annotations.NullMarked;
