package org.qemu.functional.vfiouser.internal.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.wire.Errno;

class DmaTableTest {
    private static final long PAGE = 4096;

    private final DmaTable table = new DmaTable(64);

    @Test
    void refusesRegionThatIsTooLarge() {
        assertErrno(
                Errno.ENOSPC, () -> table.add(region(0, DmaTable.MAX_REGION_SIZE + PAGE, null)));
        assertErrno(Errno.ENOSPC, () -> table.add(region(0, -PAGE, null)));
    }

    @Test
    void refusesRegionBehindTheLimit() throws Exception {
        for (int i = 0; i < 64; i++) {
            table.add(region(i * PAGE, PAGE, null));
        }

        assertErrno(Errno.EINVAL, () -> table.add(region(64 * PAGE, PAGE, null)));
        assertThat(table.all()).hasSize(64);
    }

    @Test
    void refusesRegionsThatOverlapAreEmptyOrWrapAround() throws Exception {
        table.add(region(4 * PAGE, 4 * PAGE, null));

        assertErrno(Errno.EINVAL, () -> table.add(region(0, 5 * PAGE, null)));
        assertErrno(Errno.EINVAL, () -> table.add(region(7 * PAGE, PAGE, null)));
        assertErrno(Errno.EINVAL, () -> table.add(region(0, 16 * PAGE, null)));
        assertErrno(Errno.EINVAL, () -> table.add(region(0, 0, null)));
        assertErrno(Errno.EINVAL, () -> table.add(region(-PAGE, 2 * PAGE, null)));
        table.add(region(-PAGE, PAGE, null));
        table.add(region(8 * PAGE, PAGE, null));
    }

    @Test
    void keepsRegionThatIsMappedAgain() throws Exception {
        DmaRegion first = table.add(region(0, PAGE, null));

        assertThat(table.add(region(0, PAGE, null))).isSameAs(first);
    }

    @Test
    void spansNeighboringRegionsAndNoGap() throws Exception {
        table.add(region(PAGE, PAGE, null));
        table.add(region(2 * PAGE, PAGE, null));

        assertThat(table.span(PAGE + 1, 2 * PAGE - 1, true)).hasSize(2);
        assertErrno(Errno.ENOENT, () -> table.span(PAGE, 2 * PAGE + 1, true));
        assertErrno(Errno.ENOENT, () -> table.span(0, 1, false));
    }

    @Test
    void refusesToWriteWhatIsReadOnly() throws Exception {
        table.add(new DmaRegion(0, PAGE, true, false, 0, null));

        assertErrno(Errno.EACCES, () -> table.span(0, 1, true));
        assertThat(table.span(0, 1, false)).hasSize(1);
    }

    @Test
    void reportsDirtyPagesInTheSizeThatTheClientAsksFor() throws Exception {
        DmaRegion region = table.add(region(0x10 * PAGE, 0x20 * PAGE, new Nothing()));
        table.startLogging(PAGE);
        table.startLogging(PAGE);
        assertErrno(Errno.EINVAL, () -> table.startLogging(PAGE / 2));
        assertErrno(Errno.EINVAL, () -> table.startLogging(0));

        mark(region);
        assertThat(bitmap(PAGE)).isEqualTo(0b1111000001);
        assertThat(bitmap(PAGE)).isZero();
        mark(region);
        assertThat(bitmap(PAGE / 2)).isEqualTo(0b11111111000000000011);
        mark(region);
        assertThat(bitmap(2 * PAGE)).isEqualTo(0b11001);
        mark(region);
        assertThat(bitmap(16 * PAGE)).isEqualTo(1);
        region.markDirty(0x17 * PAGE, PAGE);
        assertThat(bitmap(PAGE)).isEqualTo(1 << 0x17);
    }

    @Test
    void refusesDirtyPagesOfWhatIsNoRegion() throws Exception {
        table.add(region(0x10 * PAGE, 0x20 * PAGE, new Nothing()));
        table.add(region(0x40 * PAGE, 0x10 * PAGE, null));
        assertErrno(Errno.EINVAL, () -> table.takeDirtyPages(0x10 * PAGE, PAGE, PAGE, 8));
        table.startLogging(PAGE);

        assertErrno(Errno.ENOENT, () -> table.takeDirtyPages(0xdeadbeefL, PAGE, PAGE, 8));
        assertErrno(
                Errno.ENOTSUP,
                () -> table.takeDirtyPages(0x10 * PAGE + 1, 0x20 * PAGE - 1, PAGE, 8));
        assertErrno(Errno.EINVAL, () -> table.takeDirtyPages(0x10 * PAGE, PAGE, 1 << 24, 8));
        assertErrno(Errno.EINVAL, () -> table.takeDirtyPages(0x40 * PAGE, 0x10 * PAGE, PAGE, 8));
        assertErrno(Errno.EINVAL, () -> table.takeDirtyPages(0x10 * PAGE, 0x20 * PAGE, PAGE, 16));
    }

    @Test
    void logsFewPagesOfAHugeRegionWithoutItsBitmap() throws Exception {
        DmaRegion region = table.add(region(0, DmaTable.MAX_REGION_SIZE, new Nothing()));
        table.startLogging(1);

        region.markDirty(DmaTable.MAX_REGION_SIZE - 1, 1);

        assertThat(table.takeDirtyPages(0, 64, 1, 8)).containsOnly(0);
    }

    private static void mark(DmaRegion region) {
        region.markDirty(0, PAGE);
        region.markDirty(6 * PAGE + 1, 4 * PAGE - 1);
    }

    private long bitmap(long pageSize) {
        byte[] bytes = table.takeDirtyPages(0x10 * PAGE, 0x10 * PAGE, pageSize, 8);
        return ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static DmaRegion region(long address, long size, @Nullable DmaBacking backing) {
        return new DmaRegion(address, size, true, true, 0, backing);
    }

    private static void assertErrno(Errno errno, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        DeviceException.class,
                        e -> assertThat(e.errno()).isEqualTo(errno.number()));
    }

    /** Stands for a file whose content no test here needs. */
    private static final class Nothing implements DmaBacking {
        @Override
        public void read(long position, ByteBuffer target) {
            target.position(target.limit());
        }

        @Override
        public void write(long position, ByteBuffer source) {
            source.position(source.limit());
        }

        @Override
        public ByteBuffer map(long position, int length, boolean writable) throws IOException {
            throw new IOException("nothing to map");
        }

        @Override
        public boolean isSameFile(DmaBacking other) {
            return other == this;
        }

        @Override
        public void close() {}
    }
}
