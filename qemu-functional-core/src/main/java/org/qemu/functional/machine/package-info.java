@NullMarked
package org.qemu.functional.machine;

import org.jspecify.annotations.NullMarked;
