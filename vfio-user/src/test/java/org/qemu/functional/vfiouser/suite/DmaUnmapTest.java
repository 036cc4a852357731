package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.DmaRange;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DirtyBitmap;
import org.qemu.functional.vfiouser.wire.DmaUnmap;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.Payload;

class DmaUnmapTest extends DmaDeviceTest {
    private static final int MAX_DATA = 1 << 20;

    private static DmaUnmap unmapOf(long argsz, int flags, long address, long length) {
        return new DmaUnmap(argsz, flags, address, length, null);
    }

    private static DmaUnmap withBitmap(long argsz, int flags, long size) {
        return new DmaUnmap(
                argsz, flags, PAGE, PAGE, new DirtyBitmap(PAGE, size, ByteBuffer.allocate(8)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 23})
    void refusesShortRequest(int size) {
        invalid(Command.DMA_UNMAP, Payload.of(new byte[size]));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8, 23, MAX_DATA + 8, 0xffff_ffffL})
    void refusesArgsz(long argsz) {
        map(PAGE, PAGE);
        invalid(Command.DMA_UNMAP, unmapOf(argsz, 0, PAGE, PAGE));
    }

    @Test
    void refusesBitmapWhoseSizeOverflows() {
        map(PAGE, PAGE);
        long argsz = DmaUnmap.SIZE + DirtyBitmap.SIZE;
        invalid(Command.DMA_UNMAP, withBitmap(argsz, DmaUnmap.GET_DIRTY_BITMAP, -argsz + 8));
    }

    @Test
    void refusesBitmapWithoutItsFields() {
        map(PAGE, PAGE);
        invalid(Command.DMA_UNMAP, unmapOf(DmaUnmap.SIZE, DmaUnmap.GET_DIRTY_BITMAP, PAGE, PAGE));
    }

    @Test
    void refusesBitmapIfNothingIsLogged() {
        map(PAGE, PAGE);
        long argsz = DmaUnmap.SIZE + DirtyBitmap.SIZE + 8;
        invalid(Command.DMA_UNMAP, withBitmap(argsz, DmaUnmap.GET_DIRTY_BITMAP, 8));
        assertSpan(null, PAGE, PAGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 0x8000_0000})
    void refusesUnknownFlag(int flags) {
        map(0, PAGE);
        invalid(Command.DMA_UNMAP, unmapOf(DmaUnmap.SIZE, flags, 0, PAGE));
    }

    @Test
    void unmapsRegion() {
        map(0, PAGE);
        map(PAGE, PAGE);
        DmaUnmap request = DmaUnmap.of(0, PAGE);
        assertThat(DmaUnmap.decode(succeed(Command.DMA_UNMAP, request))).isEqualTo(request);
        assertThat(dma.unmapped).containsExactly(new DmaRange(0, PAGE, true, true, false));
        assertSpan(Errno.ENOENT, 0, PAGE);
        assertSpan(null, PAGE, PAGE);
    }

    @ParameterizedTest
    @CsvSource({"0x10000, 0x1000", "0x800, 0x1000", "0, 0x800", "0, 0x2000", "0, 0"})
    void refusesRangeThatIsNoRegion(String address, String length) {
        map(0, PAGE);
        refused(
                Errno.ENOENT,
                Command.DMA_UNMAP,
                DmaUnmap.of(Long.decode(address), Long.decode(length)));
        assertSpan(null, 0, PAGE);
    }

    @Test
    void answersWhenDeviceIsQuiesced() {
        map(0, PAGE);
        quiesceLater();
        int id = busy(Command.DMA_UNMAP, DmaUnmap.of(0, PAGE));
        server.quiesced(0);
        reply(id, Command.DMA_UNMAP, null);
        assertThat(server.run()).isZero();
        assertThat(dma.unmapped).hasSize(1);
    }

    @Test
    void unmapsAllRegions() {
        for (int i = 0; i < ServerUnderTest.DMA_REGIONS; i++) {
            map(PAGE * i, PAGE);
        }
        succeed(Command.DMA_UNMAP, DmaUnmap.all());
        assertThat(dma.unmapped).hasSize(ServerUnderTest.DMA_REGIONS);
        assertSpan(Errno.ENOENT, 0, PAGE);
    }

    @Test
    void unmapsAllOfNone() {
        succeed(Command.DMA_UNMAP, DmaUnmap.all());
    }

    @ParameterizedTest
    @CsvSource({"0x10000, 0x1000", "0x10000, 0", "0, 0x1000"})
    void refusesAllWithRange(String address, String length) {
        invalid(
                Command.DMA_UNMAP,
                unmapOf(DmaUnmap.SIZE, DmaUnmap.ALL, Long.decode(address), Long.decode(length)));
    }

    @Test
    void refusesAllWithBitmap() {
        invalid(
                Command.DMA_UNMAP,
                unmapOf(DmaUnmap.SIZE, DmaUnmap.ALL | DmaUnmap.GET_DIRTY_BITMAP, 0, 0));
    }

    @Test
    void unmapsAllWhenClientIsGone() {
        map(0, PAGE);
        mapMemory(PAGE, PAGE);
        disconnect();
        assertThat(dma.unmapped).hasSize(2);
        assertSpan(Errno.ENOENT, 0, PAGE);
    }
}
