/** Gets a file of known hash from the first of several addresses that has it. */
@NullMarked
package org.qemu.functional.download;

import org.jspecify.annotations.NullMarked;
