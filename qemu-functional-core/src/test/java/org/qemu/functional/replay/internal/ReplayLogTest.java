package org.qemu.functional.replay.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

class ReplayLogTest {
    private static final int END = 39;

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("replay.bin");
    }

    /** Write a header, events and END. */
    private Path write(int end, int... bytes) throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(log);
        out.writeInt(0xe0200c);
        out.writeLong(0);
        for (int one : bytes) {
            out.writeByte(one);
        }
        out.writeByte(end);
        return Files.write(file, log.toByteArray());
    }

    @Test
    void readsWhatQemuRecords() throws IOException {
        QemuBinary qemu = QemuBinary.locate(Map.of(), folder, Optional.of("x86_64"));
        try (QemuMachine vm = QemuMachine.create(qemu, "recording", folder)) {
            vm.setConsole("isa-debugcon,iobase=0x402");
            vm.addArgs("-net", "none", "-icount", "shift=7,rr=record,rrfile=" + file);
            vm.launch();
            vm.cmd("query-status");
        }
        ReplayLog log = ReplayLog.read(file);
        assertThat(log.complete()).isTrue();
        assertThat(log.events()).isGreaterThan(10);

        byte[] recorded = Files.readAllBytes(file);
        byte[] truncated = Arrays.copyOf(recorded, recorded.length - 5);
        truncated[truncated.length - 1] = END;
        Files.write(file, truncated);
        assertThatThrownBy(() -> ReplayLog.read(file)).isInstanceOf(AssertionError.class);
    }

    @Test
    void readsEachKindOfEvent() throws IOException {
        int[] events = {
            0, 0, 0, 1, 0, // 256 instructions
            1, 2, 6, 10, 21, 30, 38, // plain ones
            3, 0, 0, 0, 0, 0, 0, 0, 1, // a bottom half
            7, 1, 0, 0, 0, 2, 'h', 'i', // characters read
            9, 0, 0, 0, 0, 0, 0, 0, 0, 1, 5, // a packet of one byte
            22, 0, 0, 0, 1, 0, 0, 0, 0, // characters written
            27, 0, 0, 0, 0, 0, 0, 0, 1, 7, // a random byte
            28, 0, 0, 0, 0, 0, 0, 0, 9, // a clock
        };
        assertThat(ReplayLog.read(write(END, events))).isEqualTo(new ReplayLog(256, 15, true));
    }

    @Test
    void knowsQemusWithMoreCausesOfAShutdown() throws IOException {
        // In that version, 22 is a cause and 23 means written characters.
        int[] events = {22, 23, 0, 0, 0, 1, 0, 0, 0, 0};
        assertThat(ReplayLog.read(write(END + 1, events))).isEqualTo(new ReplayLog(0, 3, true));
    }

    @Test
    void knowsTheAudioInputOfEachVersion() throws IOException {
        int[] frame = new int[1 + 4 + 16];
        frame[0] = 26;
        frame[4] = 1;
        byte[] log = Files.readAllBytes(write(END, frame));
        log[3] = 0x0d;
        Files.write(file, log);
        assertThat(ReplayLog.read(file)).isEqualTo(new ReplayLog(0, 2, true));
        log[3] = 0x0c;
        Files.write(file, log);
        assertRefused("ends within event 1 of kind 26");
    }

    @Test
    void stopsAtInputOfAUser() throws IOException {
        assertThat(ReplayLog.read(write(END, 1, 5, 0, 0))).isEqualTo(new ReplayLog(0, 2, false));
    }

    @Test
    void refusesWhatIsNoCompleteRecording() throws IOException {
        Files.write(file, new byte[12]);
        assertRefused("has 12 bytes: nothing was recorded");
        write(38, 1, 2);
        assertRefused("does not end with the event END but with byte 38");
        write(END, 3, 0);
        assertRefused("ends within event 1 of kind 3");
        write(END, 1, 77);
        assertRefused("has an invalid event, byte 77, at offset 13 after 1 events");
        write(END, END);
        assertRefused("has 1 bytes after the event END");
        byte[] old = Files.readAllBytes(write(END));
        old[3] = 7;
        Files.write(file, old);
        assertRefused("has version 0xe02007, not 0xe0200c to 0xe0200e");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> ReplayLog.read(file))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message)
                .hasMessageContaining(file.toString());
    }
}
