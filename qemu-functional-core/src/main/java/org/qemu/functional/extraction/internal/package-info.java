/** Extract the archives that are assets of tests. */
@NullMarked
package org.qemu.functional.extraction.internal;

import org.jspecify.annotations.NullMarked;
