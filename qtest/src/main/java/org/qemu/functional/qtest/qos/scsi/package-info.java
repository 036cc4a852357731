/** Commands of SCSI, for whatever device carries them. */
@NullMarked
package org.qemu.functional.qtest.qos.scsi;

import org.jspecify.annotations.NullMarked;
