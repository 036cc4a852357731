@NullMarked
package org.qemu.functional;

import org.jspecify.annotations.NullMarked;
