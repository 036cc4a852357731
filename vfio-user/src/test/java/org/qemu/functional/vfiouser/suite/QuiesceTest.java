package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.PciCapability;
import org.qemu.functional.vfiouser.ResetKind;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DmaUnmap;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.feature.DeviceFeature;
import org.qemu.functional.vfiouser.wire.feature.DeviceState;
import org.qemu.functional.vfiouser.wire.feature.Feature;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;

class QuiesceTest extends DmaDeviceTest {
    private static final long ADDRESS = 0x10000;

    private static final DeviceFeature STOP =
            DeviceFeature.set(Feature.MIG_DEVICE_STATE, DeviceState.of(MigrationState.STOP));

    /** How often a callback accessed the memory. */
    private int accesses;

    @Override
    boolean migrates() {
        return true;
    }

    @BeforeEach
    void mapFirst() {
        mapMemory(ADDRESS, PAGE);
        quiesces = 0;
        dma.onEvent = this::access;
        onReset = this::access;
    }

    @AfterEach
    void accessNoMore() {
        dma.onEvent = () -> {};
        onReset = () -> {};
    }

    private void access() {
        server.map(ADDRESS, (int) PAGE, true).end();
        accesses++;
    }

    @Test
    void refusesToBeQuiescedUnasked() {
        assertErrno(Errno.EINVAL, () -> server.quiesced(0));
        assertThat(quiesces).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENOTTY", "EIO", "EPERM"})
    void handsOnErrorOfQuiesce(Errno errno) {
        quiesceErrno = errno.number();
        refused(errno, Command.DMA_MAP, mapOf(2 * ADDRESS, PAGE));
        assertSpan(Errno.ENOENT, 2 * ADDRESS, PAGE);
        assertThat(dma.mapped).hasSize(1);
    }

    @Test
    void handsOnErrorOfLateQuiesce() {
        quiesceLater();
        int id = busy(Command.DMA_MAP, mapOf(2 * ADDRESS, PAGE));
        server.quiesced(Errno.ENOTTY.number());
        if (has(Difference.LATE_QUIESCE_ERROR_WITHOUT_REPLY)) {
            session.expectNothing();
        } else {
            reply(id, Command.DMA_MAP, Errno.ENOTTY);
        }
        assertThat(dma.mapped).hasSize(1);
        assertSpan(Errno.ENOENT, 2 * ADDRESS, PAGE);
    }

    @Test
    void callbackOfMapAccessesMemory() {
        mapMemory(2 * ADDRESS, PAGE);
        assertThat(accesses).isEqualTo(1);
        assertThat(quiesces).isEqualTo(1);
    }

    @Test
    void callbackOfMapAccessesMemoryAfterLateQuiesce() {
        quiesceLater();
        int id = busy(Command.DMA_MAP, mapOf(2 * ADDRESS, PAGE), memfd(PAGE).descriptor());
        server.quiesced(0);
        reply(id, Command.DMA_MAP, null);
        assertThat(accesses).isEqualTo(1);
    }

    @Test
    void callbackOfUnmapAccessesMemory() {
        unmap(ADDRESS, PAGE);
        assertThat(accesses).isEqualTo(has(Difference.UNMAPPED_BEFORE_CALLBACK) ? 0 : 1);
        assertThat(quiesces).isEqualTo(1);
    }

    @Test
    void callbackOfUnmapAccessesMemoryAfterLateQuiesce() {
        quiesceLater();
        int id = busy(Command.DMA_UNMAP, DmaUnmap.of(ADDRESS, PAGE));
        server.quiesced(0);
        reply(id, Command.DMA_UNMAP, null);
        assertThat(accesses).isEqualTo(has(Difference.UNMAPPED_BEFORE_CALLBACK) ? 0 : 1);
    }

    @Test
    void quiescesForMigration() {
        succeed(Command.DEVICE_FEATURE, STOP);
        assertThat(quiesces).isEqualTo(1);
        assertThat(migration.path).containsExactly(MigrationState.STOP);
        access();
    }

    @Test
    void quiescesLateForMigration() {
        quiesceLater();
        int id = busy(Command.DEVICE_FEATURE, STOP);
        assertThat(migration.path).isEmpty();
        server.quiesced(0);
        reply(id, Command.DEVICE_FEATURE, null);
        assertThat(migration.path).containsExactly(MigrationState.STOP);
    }

    @Test
    void callbackOfResetAccessesMemory() {
        succeed(Command.DEVICE_RESET, Payload.EMPTY);
        assertThat(resets).containsExactly(ResetKind.DEVICE);
        assertThat(accesses).isEqualTo(1);
        assertThat(quiesces).isEqualTo(1);
    }

    @Test
    void callbackOfResetAccessesMemoryAfterLateQuiesce() {
        quiesceLater();
        int id = busy(Command.DEVICE_RESET, Payload.EMPTY);
        assertThat(resets).isEmpty();
        server.quiesced(0);
        reply(id, Command.DEVICE_RESET, null);
        assertThat(resets).containsExactly(ResetKind.DEVICE);
        assertThat(accesses).isEqualTo(1);
    }

    @Test
    void functionLevelResetAccessesMemory() {
        int position = server.add(PciCapability.express(true));
        writeConfig(null, position + 8, 0, 0x80);
        assertThat(resets).containsExactly(ResetKind.FUNCTION_LEVEL);
        assertThat(accesses).isEqualTo(1);
        assertThat(quiesces).isEqualTo(1);
    }

    @Test
    void handlesRequestsThatNeedNoQuiesce() {
        quiesceLater();
        readConfig(0, 4);
        assertThat(quiesces).isZero();
    }

    @Test
    void refusesOtherRequestsWhileItWaits() {
        quiesceLater();
        int id = busy(Command.DEVICE_RESET, Payload.EMPTY);
        int second = session.send(Command.DEVICE_RESET.code(), Payload.EMPTY);
        assertErrno(Errno.EBUSY, () -> server.run());
        session.expectNothing();
        quiesceErrno = 0;
        server.quiesced(0);
        reply(id, Command.DEVICE_RESET, null);
        session.run();
        reply(second, Command.DEVICE_RESET, null);
    }
}
