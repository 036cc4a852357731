package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.feature.DeviceFeature;
import org.qemu.functional.vfiouser.wire.feature.DeviceState;
import org.qemu.functional.vfiouser.wire.feature.Feature;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;
import org.qemu.functional.vfiouser.wire.feature.MigrationSupport;

class DeviceFeatureTest extends MigrationDeviceTest {
    private static final int GET = DeviceFeature.GET;
    private static final int SET = DeviceFeature.SET;
    private static final int PROBE = DeviceFeature.PROBE;

    private static DeviceFeature request(long argsz, int flags) {
        return new DeviceFeature(argsz, flags, ByteBuffer.allocate(0));
    }

    @Test
    void tellsWhichMigrationsAreSupported() {
        DeviceFeature request =
                DeviceFeature.get(Feature.MIGRATION, Payload.EMPTY, MigrationSupport.SIZE);
        DeviceFeature reply = DeviceFeature.decode(succeed(Command.DEVICE_FEATURE, request));
        assertThat(MigrationSupport.decode(reply.data()).flags())
                .isEqualTo(MigrationSupport.STOP_COPY | MigrationSupport.PRE_COPY);
        assertThat(reply.argsz()).isEqualTo(DeviceFeature.SIZE + MigrationSupport.SIZE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7})
    void refusesShortRequest(int size) {
        invalid(Command.DEVICE_FEATURE, Payload.of(new byte[size]));
    }

    @Test
    void refusesToSetWhatCanOnlyBeGot() {
        invalid(Command.DEVICE_FEATURE, request(16, Feature.MIGRATION.code() | SET));
    }

    @Test
    void refusesToGetWhatCanOnlyBeSet() {
        invalid(Command.DEVICE_FEATURE, request(24, Feature.DMA_LOGGING_START.code() | GET));
        invalid(Command.DEVICE_FEATURE, request(24, Feature.DMA_LOGGING_STOP.code() | GET));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2, 7})
    void refusesToProbeWithSmallArgsz(long argsz) {
        invalid(Command.DEVICE_FEATURE, request(argsz, Feature.MIGRATION.code() | PROBE));
    }

    @ParameterizedTest
    @EnumSource(
            value = Feature.class,
            names = {"MIGRATION", "MIG_DEVICE_STATE"})
    void refusesToGetWithoutRoom(Feature feature) {
        invalid(Command.DEVICE_FEATURE, request(DeviceFeature.SIZE, feature.code() | GET));
    }

    @Test
    void refusesToSetWithArgszWithoutData() {
        DeviceFeature request =
                new DeviceFeature(
                        DeviceFeature.SIZE,
                        Feature.MIG_DEVICE_STATE.code() | SET,
                        DeviceState.of(MigrationState.RUNNING).toBuffer());
        invalid(Command.DEVICE_FEATURE, request);
    }

    @Test
    void refusesToSetWithoutData() {
        invalid(Command.DEVICE_FEATURE, request(16, Feature.MIG_DEVICE_STATE.code() | SET));
    }

    @ParameterizedTest
    @EnumSource(Feature.class)
    void probesFeature(Feature feature) {
        DeviceFeature request = request(DeviceFeature.SIZE, feature.code() | PROBE);
        assertThat(succeed(Command.DEVICE_FEATURE, request)).isEqualTo(request.toBuffer());
    }

    @ParameterizedTest
    @EnumSource(
            value = Feature.class,
            names = {"MIGRATION", "DMA_LOGGING_REPORT"})
    void refusesToProbeWhetherItCanBeSet(Feature feature) {
        invalid(
                Command.DEVICE_FEATURE,
                request(DeviceFeature.SIZE, feature.code() | PROBE | GET | SET));
        invalid(Command.DEVICE_FEATURE, request(DeviceFeature.SIZE, feature.code() | PROBE | SET));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 5, 9, 0xffff})
    void refusesUnknownFeature(int feature) {
        invalid(Command.DEVICE_FEATURE, request(64, feature | GET));
        invalid(Command.DEVICE_FEATURE, request(64, feature | PROBE));
    }
}
