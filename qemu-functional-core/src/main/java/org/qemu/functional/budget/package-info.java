/** How long tests may take, and what is kept of one whose time is up. */
@NullMarked
package org.qemu.functional.budget;

import org.jspecify.annotations.NullMarked;
