package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.DmaRange;
import org.qemu.functional.vfiouser.ResetKind;
import org.qemu.functional.vfiouser.linux.Descriptors;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DmaMap;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.Payload;

class DmaMapTest extends DmaDeviceTest {
    /** The largest region that libvfio-user accepts, 8 TiB. */
    private static final long LARGEST = 8L << 40;

    private static final long ADDRESS = 0x10 * PAGE;

    @Test
    void refusesRegionAboveLimit() {
        refused(Errno.ENOSPC, Command.DMA_MAP, mapOf(ADDRESS, LARGEST + PAGE));
    }

    @Test
    void acceptsLargestRegion() {
        map(ADDRESS, LARGEST);
    }

    @Test
    void refusesRegionAboveNumber() {
        for (int i = 1; i <= ServerUnderTest.DMA_REGIONS; i++) {
            map(PAGE * i, PAGE);
        }
        invalid(Command.DMA_MAP, mapOf(PAGE * (ServerUnderTest.DMA_REGIONS + 1), PAGE));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 31})
    void refusesShortRequest(int size) {
        invalid(Command.DMA_MAP, Payload.of(new byte[size]));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8, 31})
    void refusesSmallArgsz(long argsz) {
        invalid(Command.DMA_MAP, new DmaMap(argsz, READ_WRITE, 0, ADDRESS, PAGE));
    }

    @Test
    void refusesUnknownFlag() {
        invalid(Command.DMA_MAP, DmaMap.of(READ_WRITE | 0x40, 0, ADDRESS, PAGE));
    }

    @Test
    void closesDescriptorThatItDoesNotNeed() {
        mapMemory(2 * ADDRESS, PAGE);
        var file = memfd(PAGE);
        int before = Descriptors.count();
        map(ADDRESS, PAGE, file.descriptor(), file.descriptor());
        assertThat(Descriptors.count()).isEqualTo(before + 1);
    }

    @Test
    void refusesOverlappingRegion() {
        map(ADDRESS, 2 * PAGE);
        invalid(Command.DMA_MAP, mapOf(ADDRESS + PAGE, 2 * PAGE));
    }

    @Test
    void tellsDeviceWhatIsMapped() {
        map(ADDRESS, PAGE);
        mapMemory(2 * ADDRESS, PAGE);
        succeed(Command.DMA_MAP, DmaMap.of(DmaMap.READ, 0, 3 * ADDRESS, PAGE));
        assertThat(dma.mapped)
                .containsExactly(
                        new DmaRange(ADDRESS, PAGE, true, true, false),
                        new DmaRange(2 * ADDRESS, PAGE, true, true, true),
                        new DmaRange(3 * ADDRESS, PAGE, true, false, false));
        assertThat(quiesces).isEqualTo(3);
    }

    @Test
    void refusesWriteToReadOnlyRegion() {
        succeed(Command.DMA_MAP, DmaMap.of(DmaMap.READ, 0, ADDRESS, PAGE));
        assertThat(server.span(ADDRESS, PAGE, false)).isEqualTo(1);
        assertSpan(Errno.EACCES, ADDRESS, PAGE);
    }

    @Test
    void answersWhenDeviceIsQuiesced() {
        quiesceLater();
        int id = busy(Command.DMA_MAP, mapOf(ADDRESS, PAGE));
        assertThat(dma.mapped).isEmpty();
        server.quiesced(0);
        reply(id, Command.DMA_MAP, null);
        assertThat(server.run()).isZero();
        assertThat(dma.mapped).hasSize(1);
        assertSpan(null, ADDRESS, PAGE);
    }

    @Test
    void resetsDeviceIfReplyFails() {
        dma.onEvent = () -> session.close();
        session.send(Command.DMA_MAP.code(), mapOf(ADDRESS, PAGE));
        try {
            server.run();
        } catch (DeviceException e) {
            assertThat(e.errno()).isEqualTo(Errno.ENOTCONN.number());
        }
        assertErrno(Errno.ENOTCONN, () -> server.run());
        assertThat(quiesces).isEqualTo(2);
        assertThat(resets).containsExactly(ResetKind.LOST_CONNECTION);
        assertSpan(Errno.ENOENT, ADDRESS, PAGE);
    }

    @Test
    void resetsDeviceIfReplyFailsAfterQuiesce() {
        quiesceLater();
        session.send(Command.DMA_MAP.code(), mapOf(ADDRESS, PAGE));
        assertErrno(Errno.EBUSY, () -> server.run());
        session.close();
        assertThat(dma.mapped).isEmpty();
        assertThat(resets).isEmpty();
        server.quiesced(0);
        assertThat(dma.mapped).hasSize(1);
        assertThat(resets).containsExactly(ResetKind.LOST_CONNECTION);
        assertErrno(Errno.ENOTCONN, () -> server.run());
        assertThat(quiesces).isEqualTo(1);
        assertThat(dma.mapped).hasSize(1);
        assertThat(resets).hasSize(1);
        assertSpan(Errno.ENOENT, ADDRESS, PAGE);
    }
}
