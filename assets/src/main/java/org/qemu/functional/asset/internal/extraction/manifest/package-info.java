/** Records the files of an extraction result, and verifies the result against the record. */
@NullMarked
package org.qemu.functional.asset.internal.extraction.manifest;

import org.jspecify.annotations.NullMarked;
