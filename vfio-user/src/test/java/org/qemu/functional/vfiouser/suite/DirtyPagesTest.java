package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.client.Session;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DirtyBitmap;
import org.qemu.functional.vfiouser.wire.DmaUnmap;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.feature.DeviceFeature;
import org.qemu.functional.vfiouser.wire.feature.DmaLoggingControl;
import org.qemu.functional.vfiouser.wire.feature.DmaLoggingReport;
import org.qemu.functional.vfiouser.wire.feature.Feature;

class DirtyPagesTest extends DmaDeviceTest {
    private static final long MAPPED = 0x10 * PAGE;
    private static final long LENGTH = 0x20 * PAGE;
    private static final long UNMAPPED = 0x40 * PAGE;

    @Override
    boolean migrates() {
        return true;
    }

    @BeforeEach
    void mapRegions() {
        mapMemory(MAPPED, LENGTH);
        map(UNMAPPED, 0x10 * PAGE);
    }

    private void start(@Nullable Errno expected, long pageSize, DmaLoggingControl.Range... of) {
        DmaLoggingControl control = new DmaLoggingControl(pageSize, List.of(of));
        Session.msg(
                        session,
                        Command.DEVICE_FEATURE,
                        DeviceFeature.set(Feature.DMA_LOGGING_START, control),
                        expected)
                .close();
    }

    private void start() {
        start(null, PAGE);
    }

    private static DeviceFeature request(long address, long length, long pageSize) {
        return DeviceFeature.get(
                Feature.DMA_LOGGING_REPORT,
                DmaLoggingReport.request(address, length, pageSize),
                DmaLoggingReport.SIZE + DirtyBitmap.bytesFor(length, pageSize));
    }

    private void refused(Errno expected, long address, long length, long pageSize) {
        refused(expected, Command.DEVICE_FEATURE, request(address, length, pageSize));
    }

    private long report(long address, long length, long pageSize) {
        ByteBuffer reply = succeed(Command.DEVICE_FEATURE, request(address, length, pageSize));
        ByteBuffer bits = DmaLoggingReport.decode(DeviceFeature.decode(reply).data()).bitmap();
        assertThat(bits.remaining()).isEqualTo(Long.BYTES);
        return bits.getLong();
    }

    private long report() {
        return report(MAPPED, LENGTH, PAGE);
    }

    private void write(long page, int pages) {
        server.map(page * PAGE, (int) (pages * PAGE), true).end();
    }

    @Test
    void refusesPageSizeZero() {
        start(Errno.EINVAL, 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {PAGE / 2, PAGE * 2})
    void refusesOtherPageSizeOnceStarted(long pageSize) {
        start();
        start(Errno.EINVAL, pageSize);
    }

    @Test
    void startsTwice() {
        start();
        start();
        assertThat(report()).isZero();
    }

    @Test
    void startsForRange() {
        start(null, PAGE, new DmaLoggingControl.Range(MAPPED, LENGTH));
        write(0x10, 1);
        assertThat(report()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0x10, 1, 0x1",
        "0x17, 1, 0x80",
        "0x10, 7, 0x7f",
        "0x10, 8, 0xff",
        "0x10, 9, 0x1ff",
        "0x17, 2, 0x180",
        "0x1f, 1, 0x8000",
        "0x27, 1, 0x800000",
        "0x16, 4, 0x3c0",
        "0x10, 32, 0xffffffff"
    })
    void reportsWrittenPagesOnce(String page, int pages, String bits) {
        start();
        write(Long.decode(page), pages);
        assertThat(report()).isEqualTo(Long.decode(bits));
        assertThat(report()).isZero();
    }

    @Test
    void reportsSeveralWrites() {
        start();
        write(0x26, 1);
        write(0x12, 2);
        assertThat(report()).isEqualTo(0x40000c);
    }

    @Test
    void reportsWriteAtItsEnd() {
        start();
        ServerUnderTest.Mapping mapping = server.map(MAPPED, (int) PAGE, true);
        assertThat(report()).isZero();
        mapping.end();
        assertThat(report()).isEqualTo(1);
    }

    @Test
    void reportsNoReads() {
        start();
        server.map(MAPPED, (int) PAGE, false).end();
        assertThat(report()).isZero();
    }

    @Test
    void reportsPartOfPage() {
        start();
        server.map(MAPPED + PAGE - 1, 2, true).end();
        assertThat(report()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"2048, 0xff003", "8192, 0x19", "65536, 0x1"})
    void reportsInOtherPageSize(long pageSize, String bits) {
        start();
        write(0x10, 1);
        write(0x16, 4);
        assertThat(report(MAPPED, LENGTH, pageSize)).isEqualTo(Long.decode(bits));
        assertThat(report(MAPPED, LENGTH, pageSize)).isZero();
    }

    @Test
    void refusesUnknownAddress() {
        start();
        refused(Errno.ENOENT, 0xdeadbeefL, 0x10 * PAGE, PAGE);
    }

    @Test
    void refusesRangeThatIsNoRegion() {
        start();
        refused(Errno.ENOTSUP, MAPPED + 1, LENGTH - 1, PAGE);
    }

    @Test
    void refusesPageLargerThanRegion() {
        start();
        refused(Errno.EINVAL, MAPPED, LENGTH, 1 << 24);
    }

    @Test
    void refusesRegionWithoutDescriptor() {
        start();
        refused(Errno.EINVAL, UNMAPPED, 0x10 * PAGE, PAGE);
    }

    @Test
    void refusesReportBeforeStart() {
        refused(Errno.EINVAL, MAPPED, LENGTH, PAGE);
    }

    @Test
    void refusesReportWithoutRoom() {
        start();
        DeviceFeature request =
                DeviceFeature.get(
                        Feature.DMA_LOGGING_REPORT,
                        DmaLoggingReport.request(MAPPED, LENGTH, PAGE),
                        DmaLoggingReport.SIZE + 7);
        refused(Errno.EINVAL, Command.DEVICE_FEATURE, request);
    }

    private void stop() {
        DeviceFeature request =
                DeviceFeature.set(Feature.DMA_LOGGING_STOP, new DmaLoggingControl(PAGE, List.of()));
        succeed(Command.DEVICE_FEATURE, request);
    }

    @Test
    void stopsAndStartsWithOtherPageSize() {
        start();
        stop();
        refused(Errno.EINVAL, MAPPED, LENGTH, PAGE);
        start(null, 2 * PAGE);
    }

    @Test
    void unmapsRegionWhileLogging() {
        mapMemory(0x80 * PAGE, 0x10 * PAGE);
        start();
        write(0x10, 1);
        write(0x80, 1);
        unmap(MAPPED, LENGTH);
        refused(Errno.ENOENT, MAPPED, LENGTH, PAGE);
        assertThat(report(0x80 * PAGE, 0x10 * PAGE, PAGE)).isEqualTo(1);
        // The end of the test closes a server that still logs.
    }

    @Test
    void unmapReportsDirtyPages() {
        start();
        write(0x11, 2);
        DmaUnmap request = DmaUnmap.withBitmap(MAPPED, LENGTH, PAGE);
        try (Message reply = Session.msg(session, Command.DMA_UNMAP, request, null)) {
            DirtyBitmap bitmap = DmaUnmap.decode(reply.payload()).bitmap();
            assertThat(bitmap).isNotNull();
            assertThat(bitmap.bits().getLong()).isEqualTo(6);
        }
        assertSpan(Errno.ENOENT, MAPPED, LENGTH);
    }

    @Test
    void refusesShortStart() {
        DeviceFeature request =
                new DeviceFeature(
                        DeviceFeature.SIZE + 16,
                        Feature.DMA_LOGGING_START.code() | DeviceFeature.SET,
                        ByteBuffer.allocate(8));
        invalid(Command.DEVICE_FEATURE, Payload.of(request.toBuffer()));
    }
}
