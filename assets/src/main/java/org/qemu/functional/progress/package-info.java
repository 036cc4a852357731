/** Shows how something long goes on: redrawn on a terminal, in plain lines elsewhere. */
@NullMarked
package org.qemu.functional.progress;

import org.jspecify.annotations.NullMarked;
