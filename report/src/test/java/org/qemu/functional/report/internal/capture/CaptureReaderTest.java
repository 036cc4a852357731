package org.qemu.functional.report.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureReaderTest {
    private static final String MACS = "52540012345652540065432a";
    private static final String PING =
            MACS
                    + "0800"
                    + "45000054000040004001f7980a0002020a00020f"
                    + "0800abcd00010001"
                    + "00".repeat(8);

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "0806 0001080006040001525400654321 0a000202000000000000 0a00020f,ARP,who has 10.0.2.15? Tell 10.0.2.2",
        "0800 45000028000040004006f7980a0002020a00020f 0016c0000000000a00000000 5012ffff00000000,TCP,'SYN ACK seq 10, 0 bytes'",
        "0800 45000024000040004011f7980a0002020a00020f 0035c00000100000 0000000000000000,DNS,8 bytes",
        "86dd 60000000 0008 3a ff fe80000000000000 0000000000000001 ff02000000000000 0000000000000002 8700000000000000,ICMPv6,neighbor solicitation",
        "88cc 0000,Ethernet,type 0x88cc",
        "8100 0001 0800 4500,damaged,the packet ends too early",
    })
    void summarizesPackets(String hex, String protocol, String info) {
        byte[] frame = HexFormat.of().parseHex(MACS + hex.replace(" ", ""));
        PacketRow row = PacketText.of(1.5, frame.length, frame);
        assertThat(row.protocol()).isEqualTo(protocol);
        assertThat(row.info()).isEqualTo(info);
    }

    @Test
    void namesTheEndsOfAPacket() {
        byte[] frame =
                HexFormat.of()
                        .parseHex(
                                MACS
                                        + "86dd6000000000083afffe800000000000000000000000000001"
                                        + "ff020000000000000000000000000002"
                                        + "8700000000000000");
        PacketRow row = PacketText.of(0, 1, frame);
        assertThat(row.from()).isEqualTo("fe80::1");
        assertThat(row.to()).isEqualTo("ff02::2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BIG_ENDIAN", "LITTLE_ENDIAN"})
    void readsPcapInBothByteOrders(String name) throws IOException {
        ByteOrder order =
                name.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        byte[] frame = HexFormat.of().parseHex(PING);
        ByteBuffer file = ByteBuffer.allocate(24 + 16 + frame.length + 20).order(order);
        file.putInt(0xA1B2C3D4).putInt(0x00020004).putLong(0).putInt(65535).putInt(1);
        file.putInt(1_000).putInt(500_000).putInt(frame.length).putInt(1500).put(frame);
        // The next packet is cut off.
        file.putInt(1_001).putInt(0).putInt(100).putInt(100).putInt(7);
        CaptureSummary summary =
                CaptureReader.read(Files.write(folder.resolve("a.pcap"), file.array()));
        assertThat(summary.packets()).isEqualTo(1);
        assertThat(summary.bytes()).isEqualTo(1500);
        assertThat(summary.summary())
                .containsExactly(
                        new PacketRow(
                                1000.5, "10.0.2.2", "10.0.2.15", "ICMP", 1500, "echo request"));
    }

    @Test
    void readsPcapng() throws IOException {
        byte[] frame = HexFormat.of().parseHex(PING);
        int padded = (frame.length + 3) / 4 * 4;
        ByteBuffer file = ByteBuffer.allocate(28 + 32 + 32 + padded).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x0A0D0D0A).putInt(28).putInt(0x1A2B3C4D).putInt(1).putLong(-1).putInt(28);
        // An interface with times in nanoseconds.
        file.putInt(1).putInt(32).putShort((short) 1).putShort((short) 0).putInt(0);
        file.putShort((short) 9)
                .putShort((short) 1)
                .put((byte) 9)
                .put(new byte[3])
                .putInt(0)
                .putInt(32);
        long nanos = 1_000_500_000_000L;
        file.putInt(6)
                .putInt(32 + padded)
                .putInt(0)
                .putInt((int) (nanos >> 32))
                .putInt((int) nanos);
        file.putInt(frame.length)
                .putInt(frame.length)
                .put(Arrays.copyOf(frame, padded))
                .putInt(32 + padded);
        CaptureSummary summary =
                CaptureReader.read(Files.write(folder.resolve("a.pcapng"), file.array()));
        assertThat(summary.summary()).extracting(PacketRow::t).containsExactly(1000.5);
        assertThat(summary.summary()).extracting(PacketRow::info).containsExactly("echo request");
    }

    @Test
    void rejectsOtherFiles() throws IOException {
        Path file = Files.writeString(folder.resolve("a.pcap"), "no capture at all");
        assertThatThrownBy(() -> CaptureReader.read(file))
                .hasMessageContaining("neither pcap nor pcapng");
        assertThat(CaptureReader.read(Files.write(folder.resolve("b.pcap"), new byte[0])).packets())
                .isZero();
    }
}
