/** Disk, floppy and card controllers, and the commands that their drives understand. */
@NullMarked
package org.qemu.functional.qtest.qos.storage;

import org.jspecify.annotations.NullMarked;
