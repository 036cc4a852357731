/** What a machine is given to run a guest of ours, and how its loss is noticed. */
@NullMarked
package org.qemu.functional.guest.machine;

import org.jspecify.annotations.NullMarked;
