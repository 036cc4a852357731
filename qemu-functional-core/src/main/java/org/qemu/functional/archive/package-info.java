@NullMarked
package org.qemu.functional.archive;

import org.jspecify.annotations.NullMarked;
