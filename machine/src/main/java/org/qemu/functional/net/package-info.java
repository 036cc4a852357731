/** Reserve ports of this host, and list the forwards of a guest's user-mode network. */
@NullMarked
package org.qemu.functional.net;

import org.jspecify.annotations.NullMarked;
