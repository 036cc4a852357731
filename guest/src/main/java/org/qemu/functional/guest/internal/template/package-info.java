/** Store frozen guests as files, and start copies of them. */
@NullMarked
package org.qemu.functional.guest.internal.template;

import org.jspecify.annotations.NullMarked;
