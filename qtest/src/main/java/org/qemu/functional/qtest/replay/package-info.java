/** Replay recorded commands to a machine, and compare the replies. */
@NullMarked
package org.qemu.functional.qtest.replay;

import org.jspecify.annotations.NullMarked;
