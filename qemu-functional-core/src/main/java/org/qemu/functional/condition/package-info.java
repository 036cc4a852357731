@NullMarked
package org.qemu.functional.condition;

import org.jspecify.annotations.NullMarked;
