/** The payloads of device features: migration states and data, and the log of dirty pages. */
@NullMarked
package org.qemu.functional.vfiouser.wire.feature;

import org.jspecify.annotations.NullMarked;
