/** Conversations with a machine that were recorded, held again. */
@NullMarked
package org.qemu.functional.qtest.replay;

import org.jspecify.annotations.NullMarked;
