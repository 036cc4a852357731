/** Names, warnings and failure reasons for all readers of archives. */
@NullMarked
package org.qemu.functional.archive.internal.common;

import org.jspecify.annotations.NullMarked;
