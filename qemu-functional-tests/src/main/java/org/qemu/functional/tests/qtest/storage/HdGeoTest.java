package org.qemu.functional.tests.qtest.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.qtest.QTest;

/**
 * The data in a PC's CMOS that describe IDE disks ({@code hw/i386/pc.c}, {@code
 * hw/block/hd-geometry.c}): type, cylinders, heads, sectors, and their translation.
 */
class HdGeoTest extends QemuSystemTest {
    private static final int DISKS = 0x12;
    private static final int[] TYPES = {0x19, 0x1a};
    private static final int[] GEOMETRIES = {0x1b, 0x24};
    private static final int TRANSLATIONS = 0x39;

    /** The type of a disk with a user-defined geometry. */
    private static final int USER_TYPE = 47;

    /** In sectors; 60 cylinders and a few sectors. */
    private static final int SMALL = 61_440;

    /** In sectors; more cylinders than BIOS calls can address. */
    private static final int LARGE = 8 << 20;

    private static final int NONE = 0;
    private static final int LBA = 1;
    private static final int BIT_SHIFT = 2;

    private record Geometry(int cylinders, int heads, int sectors, int translation) {}

    /** The content of the first sector of a disk, which shows how the disk was used. */
    private enum Mbr {
        BLANK(0, NONE, LBA),
        /**
         * The partition ends at a head that no disk has, but that a BIOS with translation reports.
         */
        LBA_USED(127, BIT_SHIFT, LBA),
        /** The partition ends at a head of the disk. */
        CHS_USED(15, NONE, NONE);

        private final int lastHead;
        private final int smallTranslation;
        private final int largeTranslation;

        Mbr(int lastHead, int smallTranslation, int largeTranslation) {
            this.lastHead = lastHead;
            this.smallTranslation = smallTranslation;
            this.largeTranslation = largeTranslation;
        }

        Geometry geometry(int sectors) {
            return sectors == SMALL
                    ? new Geometry(60, 16, 63, smallTranslation)
                    : new Geometry(8322, 16, 63, largeTranslation);
        }

        /**
         * Return a sector with one partition, from head 1 of the first cylinder to the last head:
         * 8001 sectors of FAT16.
         */
        byte[] sector() {
            byte[] sector = new byte[512];
            if (lastHead != 0) {
                byte[] partition = {
                    (byte) 0x80, 1, 1, 0, 6, (byte) lastHead, 63, 7, 63, 0, 0, 0, 0x41, 0x1f, 0, 0
                };
                System.arraycopy(partition, 0, sector, 0x1be, partition.length);
                sector[510] = 0x55;
                sector[511] = (byte) 0xaa;
            }
            return sector;
        }
    }

    /** The disks that CMOS shall describe, by channel and device: 0 to 3. */
    private final Map<Integer, Geometry> expected = new TreeMap<>();

    @BeforeEach
    void makeMachine() {
        setMachine("pc");
        vm().addArgs("-nodefaults");
    }

    private String image(int sectors, Mbr mbr) throws IOException {
        Path image = scratchFile("%d.img".formatted(sectors));
        Files.createDirectories(image.getParent());
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(sectors * 512L);
            file.write(mbr.sector());
        }
        return "format=raw,file=" + image;
    }

    private void plugDrive(int index, int sectors, Mbr mbr) throws IOException {
        vm().addArgs("-drive", "if=ide,index=%d,%s".formatted(index, image(sectors, mbr)));
        expected.put(index, mbr.geometry(sectors));
    }

    private void plugDevice(int index, int sectors, Mbr mbr, String options) throws IOException {
        vm().addArgs("-drive", "if=none,id=drive%d,%s".formatted(index, image(sectors, mbr)));
        vm().addArgs(
                        "-device",
                        "ide-hd,drive=drive%d,bus=ide.%d,unit=%d%s"
                                .formatted(index, index / 2, index % 2, options));
        expected.put(index, mbr.geometry(sectors));
    }

    private void checkCmos() {
        Cmos cmos = new Cmos(QTest.launch(vm()));
        int disks = (expected.containsKey(0) ? 0xf0 : 0) | (expected.containsKey(1) ? 0x0f : 0);
        cmos.registerb("disks", DISKS).expect(disks);
        for (int i = 0; i < 2; i++) {
            cmos.registerb("type of disk " + i, TYPES[i])
                    .expect(expected.containsKey(i) ? USER_TYPE : 0);
            checkGeometry(cmos, i);
        }
        int translations = 0;
        for (Map.Entry<Integer, Geometry> disk : expected.entrySet()) {
            translations |= disk.getValue().translation() << (2 * disk.getKey());
        }
        cmos.registerb("translations", TRANSLATIONS).expect(translations);
    }

    private void checkGeometry(Cmos cmos, int index) {
        Geometry disk = expected.get(index);
        int[] bytes = new int[9];
        if (disk != null) {
            int low = disk.cylinders() & 0xff;
            int high = disk.cylinders() >>> 8;
            // There is no precompensation; retries are disabled; more than 8 heads set a bit.
            int control = 0xc0 | (disk.heads() > 8 ? 8 : 0);
            bytes =
                    new int[] {
                        low, high, disk.heads(), 0xff, 0xff, control, low, high, disk.sectors()
                    };
        }
        for (int i = 0; i < bytes.length; i++) {
            cmos.registerb(
                            "byte %d of the geometry of disk %d".formatted(i, index),
                            GEOMETRIES[index] + i)
                    .expect(bytes[i]);
        }
    }

    @Test
    void tellsThatThereIsNoDisk() {
        checkCmos();
    }

    @ParameterizedTest
    @EnumSource
    void tellsOfDrives(Mbr mbr) throws IOException {
        plugDrive(0, SMALL, mbr);
        plugDrive(1, LARGE, mbr);
        vm().addArgs("-drive", "if=ide,index=2,media=cdrom");
        checkCmos();
    }

    @ParameterizedTest
    @EnumSource
    void tellsOfDevices(Mbr mbr) throws IOException {
        plugDevice(0, SMALL, mbr, "");
        plugDevice(1, LARGE, mbr, "");
        vm().addArgs("-device", "ide-cd,bus=ide.1,unit=0");
        checkCmos();
    }

    @Test
    void tellsOfTheSecondDeviceOnly() throws IOException {
        vm().addArgs("-drive", "if=ide,index=0,media=cdrom");
        plugDrive(1, LARGE, Mbr.BLANK);
        checkCmos();
    }

    @Test
    void tellsTheTranslationOfTheSecondChannel() throws IOException {
        plugDrive(2, LARGE, Mbr.BLANK);
        plugDrive(3, SMALL, Mbr.LBA_USED);
        checkCmos();
    }

    @Test
    void tellsTheGeometryThatTheUserGives() throws IOException {
        plugDevice(0, SMALL, Mbr.CHS_USED, ",cyls=480,heads=4,secs=32");
        expected.put(0, new Geometry(480, 4, 32, NONE));
        checkCmos();
    }

    @Test
    void tellsTheTranslationThatTheUserGives() throws IOException {
        plugDevice(0, SMALL, Mbr.CHS_USED, ",cyls=480,heads=4,secs=32,bios-chs-trans=lba");
        expected.put(0, new Geometry(480, 4, 32, LBA));
        checkCmos();
    }
}
