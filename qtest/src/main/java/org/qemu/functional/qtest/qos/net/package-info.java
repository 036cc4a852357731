/** Network cards, and what is at the other end of their cable. */
@NullMarked
package org.qemu.functional.qtest.qos.net;

import org.jspecify.annotations.NullMarked;
