/** Copies an extraction result into the folder of a test. */
@NullMarked
package org.qemu.functional.asset.internal.extraction.copy;

import org.jspecify.annotations.NullMarked;
