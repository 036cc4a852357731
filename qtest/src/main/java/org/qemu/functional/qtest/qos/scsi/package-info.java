/** SCSI commands for all devices that transport them. */
@NullMarked
package org.qemu.functional.qtest.qos.scsi;

import org.jspecify.annotations.NullMarked;
