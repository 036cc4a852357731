package org.qemu.functional.tests.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.guest.Guest;
import org.qemu.functional.guest.GuestBuilder;

/** Proves that a disk's serial number of up to 20 bytes reaches the guest. */
class VirtioBlkSerialTest extends QemuSystemTest {
    static final GuestImages IMAGES = GuestImages.withModules("virtio_blk");

    /** VIRTIO_BLK_ID_BYTES of linux/virtio_blk.h. */
    private static final int LONGEST = 20;

    private Path disk(String name) throws IOException {
        Path file = scratchFile(name + ".raw");
        Files.createDirectories(file.getParent());
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(1 << 20);
            disk.writeBytes("this is " + name);
        }
        return file;
    }

    /**
     * Return the guest's device for the disk with the content of a file; the order of the disks is
     * not guaranteed.
     */
    private static String blockDevice(Guest guest, String name) {
        return guest.run(
                        "for d in /sys/block/vd*; do"
                                + " [ \"$(head -c %d /dev/${d##*/})\" != 'this is %s' ] || echo ${d##*/}; done"
                                        .formatted(8 + name.length(), name))
                .check()
                .stdout()
                .strip();
    }

    private static String serial(Guest guest, String name) {
        return new String(guest.get("/sys/block/" + blockDevice(guest, name) + "/serial"), UTF_8);
    }

    @Test
    void guestReadsTheSerialNumberOfEachDisk() throws IOException {
        String[] serials = {
            "abc",
            "exactly-20-bytes-abc",
            "21-bytes-are-one-more",
            "with blank",
            "!\"#$%&'()*+-./:;<=>?",
            "grüße",
            "",
        };
        GuestBuilder builder = Guest.with(vm(), IMAGES.of(arch()));
        for (int i = 0; i < serials.length; i++) {
            builder.disk(disk("disk" + i), "raw", "serial=" + serials[i].replace(",", ",,"));
        }
        builder.disk(disk("plain"), "raw");
        Guest guest = builder.boot();
        for (int i = 0; i < serials.length; i++) {
            byte[] bytes = serials[i].getBytes(UTF_8);
            String seen = new String(bytes, 0, Math.min(bytes.length, LONGEST), UTF_8);
            assertEquals(seen, serial(guest, "disk" + i), "serial '" + serials[i] + "'");
        }
        assertEquals("", serial(guest, "plain"));
    }

    @Test
    void serialNumberWithCommaComesWhole() throws IOException {
        Guest guest =
                Guest.with(vm(), IMAGES.of(arch()))
                        .disk(disk("comma"), "raw", "serial=a,,b")
                        .boot();
        assertEquals("a,b", serial(guest, "comma"));
        assertEquals("1048576\n", guest.run("blockdev --getsize64 /dev/vda").stdout());
    }

    @Test
    void driverAsksForItAgainEachTime() throws IOException {
        Guest guest =
                Guest.with(vm(), IMAGES.of(arch())).disk(disk("one"), "raw", "serial=first").boot();
        String[] read = new String[3];
        for (int i = 0; i < read.length; i++) {
            read[i] = guest.run("cat /sys/block/vda/serial").check().stdout();
        }
        assertEquals("[first, first, first]", Arrays.toString(read));
    }
}
