/** What a test program adds to the interface of ATF: metadata of conditions, and a cleanup. */
@NullMarked
package org.qemu.functional.kyua.internal;

import org.jspecify.annotations.NullMarked;
