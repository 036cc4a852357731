/** Seeded random choices of tests: what there is to choose from, and what a seed makes of it. */
@NullMarked
package org.qemu.functional.guest.choice;

import org.jspecify.annotations.NullMarked;
