@NullMarked
package org.qemu.functional.asset;

import org.jspecify.annotations.NullMarked;
