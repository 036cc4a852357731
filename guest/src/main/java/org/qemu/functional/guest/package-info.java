/** Run commands in guests, clone them and connect them by networks. */
@NullMarked
package org.qemu.functional.guest;

import org.jspecify.annotations.NullMarked;
