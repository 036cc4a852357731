package org.qemu.functional.vfiouser.internal.config;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.qemu.functional.vfiouser.ConfigRegisters;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.PciCapability;
import org.qemu.functional.vfiouser.RegionHandler;
import org.qemu.functional.vfiouser.wire.Errno;

class DeviceConfigTest {
    private static final int BAR_0 = 0x10;

    private final ConfigRegisters registers = new ConfigRegisters(ConfigRegisters.EXPRESS_SIZE);
    private final List<String> resets = new ArrayList<>();
    private final RegionHandler raw =
            new RegionHandler() {
                @Override
                public void read(long offset, ByteBuffer data) {
                    registers.read((int) offset, data);
                }

                @Override
                public void write(long offset, ByteBuffer data) {
                    registers.write((int) offset, data);
                }
            };
    private DeviceConfig config =
            new DeviceConfig(registers, null, () -> resets.add("function level reset"));

    @Test
    void tellsSizeOf32BitBarWhenOnesAreWritten() {
        config.defineBar(1, 4096, true, false, false);

        write(BAR_0 + 4, 0xffff_ffff, 4);

        assertThat(read(BAR_0 + 4, 4)).isEqualTo(0xffff_f000L);
    }

    @Test
    void tellsSizeOf64BitBarInBothHalves() {
        config.defineBar(2, 8L << 30, true, true, true);

        write(BAR_0 + 8, 0xffff_ffff, 4);
        write(BAR_0 + 12, 0xffff_ffff, 4);

        assertThat(read(BAR_0 + 8, 4)).isEqualTo(0xc);
        assertThat(read(BAR_0 + 12, 4)).isEqualTo(0xffff_fffeL);
    }

    @Test
    void keepsTypeOfBarWhenZeroIsWritten() {
        config.defineBar(0, 0x100, false, false, false);

        write(BAR_0, 0, 4);

        assertThat(read(BAR_0, 4)).isEqualTo(1);
    }

    @Test
    void appliesWriteOfOneByteToItsRegisterOnly() {
        write(0x04, 0x0507, 2);
        write(0x05, 0x00, 1);

        assertThat(read(0x04, 2)).isEqualTo(0x0007);
    }

    @Test
    void ignoresWritesToIdsAndReservedCommandBits() {
        registers.put16(0, 0x1234);

        write(0x00, 0xffff_ffff, 4);
        write(0x04, 0xffff, 2);

        assertThat(read(0x00, 2)).isEqualTo(0x1234);
        assertThat(read(0x04, 2)).isEqualTo(0x0517);
    }

    @Test
    void placesCapabilitiesBehindEachOther() {
        config = new DeviceConfig(registers, raw, () -> {});
        byte[] abc = "abc".getBytes(US_ASCII);
        byte[] hello = "Hello world.".getBytes(US_ASCII);

        assertThat(config.add(PciCapability.powerManagement())).isEqualTo(0x40);
        assertThat(config.add(PciCapability.vendor(abc).readOnly())).isEqualTo(0x48);
        assertThat(config.add(PciCapability.vendor(hello).handled())).isEqualTo(0x50);
        assertThat(config.add(PciCapability.vendor(hello).at(0x80))).isEqualTo(0x80);

        assertThat(read(0x34, 1)).isEqualTo(0x40);
        assertThat(read(0x41, 1)).isEqualTo(0x48);
        assertThat(config.next(false, 0, 0x09)).isEqualTo(0x48);
        assertThat(config.next(false, 0x50, 0x09)).isEqualTo(0x80);
        assertErrno(Errno.ENOENT, () -> config.next(false, 0x80, 0x09));
        assertErrno(Errno.EINVAL, () -> config.next(false, 4096, 0x09));
        assertErrno(Errno.EPERM, () -> write(0x4b, 1, 1));
        assertErrno(Errno.EPERM, () -> write(0x41, 1, 1));
        write(0x53, 'B', 1);
        assertThat(read(0x53, 2)).isEqualTo('B' | 'e' << 8);
    }

    @Test
    void refusesCapabilitiesThatDoNotFit() {
        assertErrno(Errno.ENOTSUP, () -> config.add(PciCapability.of(new byte[] {(byte) 0x81, 0})));
        assertErrno(Errno.EINVAL, () -> config.add(PciCapability.powerManagement().at(0x100)));
        assertErrno(Errno.EINVAL, () -> config.add(PciCapability.powerManagement().at(0x20)));
        assertErrno(Errno.EINVAL, () -> config.add(PciCapability.powerManagement().handled()));
        assertErrno(Errno.EINVAL, () -> config.add(PciCapability.serialNumber(1).at(512)));
        assertErrno(Errno.EINVAL, () -> config.add(PciCapability.serialNumber(1).at(4094)));
        assertErrno(
                Errno.EINVAL,
                () ->
                        new DeviceConfig(new ConfigRegisters(256), null, () -> {})
                                .add(PciCapability.serialNumber(1)));
    }

    @Test
    void linksExtendedCapabilities() {
        assertThat(config.add(PciCapability.serialNumber(0x8_0000_0004L))).isEqualTo(256);
        assertThat(config.add(PciCapability.extendedVendor(0x1a, new byte[5]))).isEqualTo(268);
        assertThat(config.add(PciCapability.extendedVendor(0x1b, new byte[12]))).isEqualTo(284);
        assertThat(config.add(PciCapability.extendedVendor(0x1c, new byte[12]).at(512)))
                .isEqualTo(512);

        assertThat(read(258, 2)).isEqualTo(268 << 4);
        assertThat(config.next(true, 0, 0x0b)).isEqualTo(268);
        assertThat(config.next(true, 284, 0x0b)).isEqualTo(512);
        assertErrno(Errno.EPERM, () -> write(256, 1, 1));
        assertErrno(Errno.EPERM, () -> write(260, 1, 4));
        assertErrno(Errno.EPERM, () -> write(272, 1, 1));
        assertThat(read(260, 4)).isEqualTo(4);
    }

    @Test
    void letsPowerStateBeWrittenAndNothingElse() {
        config.add(PciCapability.powerManagement());

        assertErrno(Errno.EINVAL, () -> write(0x43, 0x0201, 2));
        assertErrno(Errno.EINVAL, () -> write(0x42, 1, 1));
        assertErrno(Errno.ENOTSUP, () -> write(0x42, 0x0201, 2));
        assertErrno(Errno.EINVAL, () -> write(0x44, 1, 1));
        assertErrno(Errno.ENOTSUP, () -> write(0x46, 1, 1));
        write(0x44, 0x0201, 2);
        assertThat(read(0x44, 2)).isEqualTo(0x0201);
    }

    @Test
    void refusesMoreMsiVectorsThanTheDeviceHas() {
        config.add(PciCapability.msi(16));

        assertErrno(Errno.EINVAL, () -> write(0x42, 0xffff, 2));
        assertErrno(Errno.EINVAL, () -> write(0x42, 0x0050, 2));
        write(0x42, 0x0041, 2);
        assertThat(read(0x42, 2)).isEqualTo(0x01c9);
        write(0x42, 0, 2);
        assertThat(read(0x42, 2)).isEqualTo(0x0188);
    }

    @Test
    void letsMsixBeEnabledByBytesAndWords() {
        config.add(PciCapability.msix(1, 0, 0, 0, 8));

        write(0x42, 0xffff, 2);
        assertThat(read(0x42, 2)).isEqualTo(0xc000);
        write(0x42, 0, 2);
        write(0x43, 0xff80, 2);
        assertThat(read(0x42, 2)).isEqualTo(0x8000);
        assertThat(read(0x44, 4)).isZero();
    }

    @Test
    void leavesHeaderAloneInWiderWrite() {
        config.add(PciCapability.msix(1, 0, 0, 0, 8));

        write(0x40, 0x8000_ffff, 4);

        assertThat(read(0x40, 4)).isEqualTo(0x8000_0011L);
    }

    @Test
    void resetsFunctionWhenDeviceControlAsksForIt() {
        config.add(PciCapability.express(true));

        assertThat(config.mayReset(0x48)).isTrue();
        for (int offset : new int[] {0x47, 0x49}) {
            assertErrno(Errno.EINVAL, () -> write(offset, 0x8000, 1));
            assertErrno(Errno.EINVAL, () -> write(offset, 0x8000, 3));
        }
        write(0x48, 0x8000, 2);

        assertThat(resets).hasSize(1);
        assertThat(read(0x48, 2)).isZero();
    }

    @Test
    void refusesFunctionLevelResetWithoutTheCapability() {
        config.add(PciCapability.express(false));

        assertErrno(Errno.EINVAL, () -> write(0x48, 0x8000, 2));

        assertThat(resets).isEmpty();
    }

    @Test
    void readsAcrossHeaderAndCapabilities() {
        registers.put16(0, 0x1234);
        config.add(PciCapability.powerManagement());
        ByteBuffer all = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

        config.read(0, all);

        assertThat(all.getShort(0)).isEqualTo((short) 0x1234);
        assertThat(all.get(0x40)).isEqualTo((byte) 1);
    }

    private long read(int offset, int size) {
        ByteBuffer data = ByteBuffer.allocate(size);
        config.read(offset, data);
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (data.get(i) & 0xffL) << (8 * i);
        }
        return value;
    }

    private void write(int offset, int value, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (value >>> (8 * i));
        }
        config.write(offset, ByteBuffer.wrap(bytes));
    }

    private static void assertErrno(Errno errno, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        DeviceException.class,
                        e -> assertThat(e.errno()).isEqualTo(errno.number()));
    }
}
