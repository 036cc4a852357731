/** Downloads the files that tests need, once, into a cache shared with QEMU's own framework. */
@NullMarked
package org.qemu.functional.asset;

import org.jspecify.annotations.NullMarked;
