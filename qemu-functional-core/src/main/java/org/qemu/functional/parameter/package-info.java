/** Metadata and providers of test parameters. */
@NullMarked
package org.qemu.functional.parameter;

import org.jspecify.annotations.NullMarked;
