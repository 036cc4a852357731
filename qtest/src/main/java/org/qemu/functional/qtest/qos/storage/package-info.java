/** Disk, floppy and SD card controllers, and the commands for their drives. */
@NullMarked
package org.qemu.functional.qtest.qos.storage;

import org.jspecify.annotations.NullMarked;
