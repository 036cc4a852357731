/** Make seeded random choices for tests: options, seeds and results. */
@NullMarked
package org.qemu.functional.guest.internal.choice;

import org.jspecify.annotations.NullMarked;
