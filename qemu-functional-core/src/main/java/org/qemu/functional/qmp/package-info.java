@NullMarked
package org.qemu.functional.qmp;

import org.jspecify.annotations.NullMarked;
