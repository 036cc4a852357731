@NullMarked
package org.qemu.functional.console;

import org.jspecify.annotations.NullMarked;
