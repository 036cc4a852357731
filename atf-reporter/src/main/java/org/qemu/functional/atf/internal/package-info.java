/** The program's side of ATF's protocol. */
@NullMarked
package org.qemu.functional.atf.internal;

import org.jspecify.annotations.NullMarked;
