/** Runs the command of a check and compares its outputs. */
@NullMarked
package org.qemu.functional.atf.internal.check;

import org.jspecify.annotations.NullMarked;
