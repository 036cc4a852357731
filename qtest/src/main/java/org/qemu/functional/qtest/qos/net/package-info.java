/** Network cards, and a connection to them. */
@NullMarked
package org.qemu.functional.qtest.qos.net;

import org.jspecify.annotations.NullMarked;
