package org.qemu.functional.vfiouser.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.wire.feature.DeviceFeature;
import org.qemu.functional.vfiouser.wire.feature.DeviceState;
import org.qemu.functional.vfiouser.wire.feature.DmaLoggingControl;
import org.qemu.functional.vfiouser.wire.feature.DmaLoggingReport;
import org.qemu.functional.vfiouser.wire.feature.Feature;
import org.qemu.functional.vfiouser.wire.feature.MigrationData;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;
import org.qemu.functional.vfiouser.wire.feature.MigrationSupport;
import org.qemu.functional.vfiouser.wire.region.IoSubRegion;
import org.qemu.functional.vfiouser.wire.region.MmapArea;
import org.qemu.functional.vfiouser.wire.region.RegionAccess;
import org.qemu.functional.vfiouser.wire.region.RegionInfo;
import org.qemu.functional.vfiouser.wire.region.RegionIoFdsReply;
import org.qemu.functional.vfiouser.wire.region.RegionIoFdsRequest;
import org.qemu.functional.vfiouser.wire.region.RegionWrite;
import org.qemu.functional.vfiouser.wire.region.RegionWrites;

class PayloadsTest {
    private static final ByteBuffer DATA = ByteBuffer.wrap(new byte[] {1, 2, 3});

    private static Arguments of(
            Payload payload, Function<ByteBuffer, ? extends Payload> decode, String hex) {
        return Arguments.of(payload, decode, hex.replace(" ", ""));
    }

    static Stream<Arguments> payloads() {
        return Stream.of(
                of(new VersionMessage(0, 1, "{}"), VersionMessage::decode, "0000 0100 7b7d00"),
                of(new VersionMessage(0, 1, null), VersionMessage::decode, "0000 0100"),
                of(
                        DmaMap.of(3, 0x1000, 0x2000, 0x3000),
                        DmaMap::decode,
                        "20000000 03000000 0010000000000000 0020000000000000 0030000000000000"),
                of(
                        DmaUnmap.of(0x2000, 0x3000),
                        DmaUnmap::decode,
                        "18000000 00000000 0020000000000000 0030000000000000"),
                of(
                        DmaUnmap.withBitmap(0x2000, 0x3000, 0x1000),
                        DmaUnmap::decode,
                        "30000000 01000000 0020000000000000 0030000000000000"
                                + " 0010000000000000 0800000000000000"),
                of(
                        new DeviceInfo(16, 3, 9, 5),
                        DeviceInfo::decode,
                        "10000000 03000000 09000000 05000000"),
                of(
                        RegionInfo.reply(48 + 16, 7, 2, 0x8000, 0x100, areas()),
                        RegionInfo::decode,
                        "40000000 0f000000 02000000 20000000 0080000000000000 0001000000000000"
                                + " 0100 0100 00000000 01000000 00000000"
                                + " 0020000000000000 0010000000000000"),
                of(
                        new RegionIoFdsRequest(512, 0, 2, 0),
                        RegionIoFdsRequest::decode,
                        "00020000 00000000 02000000 00000000"),
                of(
                        RegionIoFdsReply.of(512, 2, parts()),
                        RegionIoFdsReply::decode,
                        "70000000 00000000 02000000 02000000"
                                + " 0800000000000000 0400000000000000 00000000 00000000"
                                + " 01000000 ffffffff 0000000000000000 2a00000000000000"
                                + " 1000000000000000 0800000000000000 01000000 01000000"
                                + " 00000000 00000000 0700000000000000 0000000000000000"),
                of(
                        new IrqInfo(16, 1, 2, 2048),
                        IrqInfo::decode,
                        "10000000 01000000 02000000 00080000"),
                of(
                        IrqSet.of(0x22, 2, 1, new byte[] {1, 0}),
                        IrqSet::decode,
                        "16000000 22000000 02000000 01000000 02000000 0100"),
                of(
                        RegionAccess.of(7, 0x10, DATA),
                        RegionAccess::decode,
                        "1000000000000000 07000000 03000000 010203"),
                of(
                        new RegionWrites(List.of(new RegionWrite(1, 0x10, 2, 0x1234))),
                        RegionWrites::decode,
                        "0100000000000000 1000000000000000 01000000 02000000 3412000000000000"),
                of(
                        DmaAccess.of(-4096, DATA),
                        DmaAccess::decode,
                        "00f0ffffffffffff 0300000000000000 010203"),
                of(
                        DeviceFeature.get(Feature.MIGRATION, Payload.EMPTY, 8),
                        DeviceFeature::decode,
                        "10000000 01000100"),
                of(new MigrationSupport(5), MigrationSupport::decode, "0500000000000000"),
                of(
                        DeviceState.of(MigrationState.PRE_COPY),
                        DeviceState::decode,
                        "06000000 ffffffff"),
                of(
                        new DmaLoggingControl(
                                4096, List.of(new DmaLoggingControl.Range(0x1000, 0x2000))),
                        DmaLoggingControl::decode,
                        "0010000000000000 01000000 00000000 0010000000000000 0020000000000000"),
                of(
                        new DmaLoggingReport(0x1000, 0x2000, 0x1000, DATA),
                        DmaLoggingReport::decode,
                        "0010000000000000 0020000000000000 0010000000000000 010203"),
                of(MigrationData.of(DATA), MigrationData::decode, "0b000000 03000000 010203"));
    }

    private static List<MmapArea> areas() {
        return List.of(new MmapArea(0x2000, 0x1000));
    }

    private static List<IoSubRegion> parts() {
        return List.of(
                new IoSubRegion.Ioeventfd(
                        8, 4, 0, IoSubRegion.IOEVENTFD, 1, IoSubRegion.NO_DESCRIPTOR, 0, 42),
                new IoSubRegion.Ioregionfd(16, 8, 1, 0, 7));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void encodesAndDecodes(
            Payload payload, Function<ByteBuffer, ? extends Payload> decode, String hex) {
        ByteBuffer encoded = payload.toBuffer();
        byte[] bytes = new byte[encoded.remaining()];
        encoded.duplicate().get(bytes);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(hex);
        assertThat(payload.size()).isEqualTo(encoded.remaining());
        assertThat(decode.apply(encoded)).isEqualTo(payload);
        assertThat(encoded.position()).as("decode leaves the position").isZero();
        assertThat(payload.toString()).doesNotContain("HeapByteBuffer");
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void rejectsEveryShorterPayload(
            Payload payload, Function<ByteBuffer, ? extends Payload> decode, String hex) {
        ByteBuffer encoded = payload.toBuffer();
        for (int size = 0; size < encoded.remaining(); size++) {
            ByteBuffer part = encoded.slice(0, size);
            try {
                // What ends in data can be shorter, but is then another payload.
                assertThat(decode.apply(part)).isNotEqualTo(payload);
            } catch (MalformedPayloadException e) {
                assertThat(e.errno()).isEqualTo(Errno.EINVAL);
                assertThat(e).hasMessageContaining("");
            }
        }
        assertThatThrownBy(() -> decode.apply(ByteBuffer.allocate(0)))
                .isInstanceOf(MalformedPayloadException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 41, 64, 0x7fff_ffff, -1})
    void rejectsCapabilityOutsideOfPayload(int offset) {
        ByteBuffer info = RegionInfo.reply(64, 7, 2, 0x8000, 0, areas()).toBuffer();
        info.putInt(12, offset);
        assertThatThrownBy(() -> RegionInfo.decode(info.duplicate().limit(48)))
                .isInstanceOf(MalformedPayloadException.class);
    }

    @Test
    void rejectsLoopOfCapabilities() {
        ByteBuffer info = RegionInfo.reply(64, 7, 2, 0x8000, 0, areas()).toBuffer();
        info.putShort(32, (short) 2);
        info.putInt(36, 32);
        assertThatThrownBy(() -> RegionInfo.decode(info))
                .isInstanceOf(MalformedPayloadException.class)
                .hasMessageContaining("offset 32 after 32");
    }

    @Test
    void skipsUnknownCapability() {
        ByteBuffer bytes = PayloadFields.allocate(32 + 8 + 32);
        RegionInfo.reply(64, 7, 2, 0x8000, 0, areas()).encode(bytes);
        bytes.putInt(12, 32).putShort(32, (short) 9).putInt(36, 40);
        bytes.position(40).putShort((short) 1).putShort((short) 1).putInt(0).putInt(1).putInt(0);
        bytes.putLong(0x2000).putLong(0x1000).flip();
        assertThat(RegionInfo.decode(bytes).areas()).isEqualTo(areas());
    }

    @Test
    void rejectsMoreWritesThanMessageHas() {
        for (long count : new long[] {2, 201, -1, Long.MAX_VALUE}) {
            ByteBuffer bytes = new RegionWrites(List.of(new RegionWrite(1, 0, 1, 0))).toBuffer();
            bytes.putLong(0, count);
            assertThatThrownBy(() -> RegionWrites.decode(bytes))
                    .isInstanceOf(MalformedPayloadException.class);
        }
    }

    @Test
    void rejectsNumberThatDoesNotFit() {
        assertThatThrownBy(() -> new IrqInfo(1L << 32, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("argsz is 4294967296");
        assertThatThrownBy(() -> new MessageHeader(65536, 1, 16, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsBytesOfBitmap() {
        assertThat(DirtyBitmap.bytesFor(1, 4096)).isEqualTo(8);
        assertThat(DirtyBitmap.bytesFor(64 * 4096, 4096)).isEqualTo(8);
        assertThat(DirtyBitmap.bytesFor(64 * 4096 + 1, 4096)).isEqualTo(16);
    }

    @Test
    void knowsErrorsByNumber() {
        assertThat(Errno.of(22)).contains(Errno.EINVAL);
        assertThat(Errno.of(4096)).isEmpty();
        assertThat(Errno.nameOf(4096)).isEqualTo("errno 4096");
        assertThat(Errno.ENOTSUP.number()).isEqualTo(95);
    }

    @Test
    void describesHeader() {
        MessageHeader header = MessageHeader.command(5, Command.REGION_WRITE, 20);
        assertThat(header.withoutReply()).hasToString("REGION_WRITE #5, 36 bytes, no reply wanted");
        assertThat(header.errorReply(22))
                .hasToString("REGION_WRITE reply #5, 16 bytes, error EINVAL");
        assertThat(new MessageHeader(5, 999, 16, 0x12, 0))
                .hasToString("command 999 of type 2 #5, 16 bytes, no reply wanted");
    }
}
