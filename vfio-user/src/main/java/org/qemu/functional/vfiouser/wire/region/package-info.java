/** The payloads about regions: what they are, accesses, and descriptors in place of accesses. */
@NullMarked
package org.qemu.functional.vfiouser.wire.region;

import org.jspecify.annotations.NullMarked;
