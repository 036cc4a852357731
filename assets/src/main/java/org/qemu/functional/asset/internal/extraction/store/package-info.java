/** Stores extraction results on disk: location, lock, state and size of each. */
@NullMarked
package org.qemu.functional.asset.internal.extraction.store;

import org.jspecify.annotations.NullMarked;
