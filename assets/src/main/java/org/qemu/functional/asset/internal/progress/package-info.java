/** Shows the progress of long operations: redrawn on a terminal, in plain lines elsewhere. */
@NullMarked
package org.qemu.functional.asset.internal.progress;

import org.jspecify.annotations.NullMarked;
