@NullMarked
package org.qemu.functional.launch;

import org.jspecify.annotations.NullMarked;
