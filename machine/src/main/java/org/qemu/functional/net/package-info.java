/** Ports of this host, and what a guest's user-mode network forwards. */
@NullMarked
package org.qemu.functional.net;

import org.jspecify.annotations.NullMarked;
