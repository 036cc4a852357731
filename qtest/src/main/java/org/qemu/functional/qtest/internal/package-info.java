/** Implement the qtest protocol: its socket, commands, replies and log. */
@NullMarked
package org.qemu.functional.qtest.internal;

import org.jspecify.annotations.NullMarked;
