package org.qemu.functional.tests.qtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.replay.Replay;

/** Replays of conversations that were recorded by the harness and by QEMU itself. */
class ReplayTest extends QemuSystemTest {
    private static final String[] ARGUMENTS = {"-nodefaults", "-m", "32M"};

    private QTest recorded;

    @BeforeEach
    void record() {
        setMachine("pc");
        recorded = QTest.attach(newVm((Object[]) ARGUMENTS));
    }

    private void talk() {
        recorded.outl(0xcf8, 0x8000_0000L);
        assertEquals(0x1237_8086L, recorded.inl(0xcfc));
        recorded.outb(0x70, 0x8b);
        recorded.inb(0x71);
        recorded.irqInterceptIn("ioapic");
        recorded.writeq(0x10_0000, 0x0123_4567_89ab_cdefL);
        assertEquals(0x89ab_cdefL, recorded.readl(0x10_0000));
        recorded.bufwrite(0x20_0000, new byte[] {1, 2, 3});
        recorded.commandRaw("frobnicate");
        recorded.vm().shutdown();
    }

    private QTest other() {
        return QTest.launch(newVm((Object[]) ARGUMENTS));
    }

    @Test
    void repeatsWhatATestHasSaid() {
        recorded.vm().launch();
        talk();
        Replay replay = Replay.of(logFile("qtest-vm1.log"));
        assertEquals(9, replay.size());
        replay.play(other());
    }

    @Test
    void repeatsWhatQemuHasRecorded() {
        Path log = scratchFile("recorded.log");
        QemuMachine vm = recorded.vm();
        vm.setArg("-qtest-log", log);
        vm.launch();
        talk();
        Replay replay = Replay.of(log);
        assertEquals(9, replay.size());
        replay.play(other());
    }

    @Test
    void tellsTheFirstReplyThatDiffers() throws IOException {
        recorded.vm().launch();
        talk();
        Path log = logFile("qtest-vm1.log");
        Path changed = scratchFile("changed.log");
        Files.writeString(changed, Files.readString(log).replace("0x12378086", "0x29c08086"));
        QTest other = other();
        AssertionError failure =
                assertThrows(AssertionError.class, () -> Replay.of(changed).play(other));
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.startsWith("line 3 of"), message);
        assertTrue(message.contains("'inl 0xcfc'"), message);
        assertTrue(message.contains("0x29c08086"), message);
        assertTrue(message.contains("0x12378086"), message);
    }

    @Test
    void refusesWhatIsNoLog() throws IOException {
        Path file = scratchFile("no.log");
        for (List<String> lines :
                List.of(
                        List.<String>of(),
                        List.of("[I 0.000000] OPENED"),
                        List.of("[R +0.1] inb 0x70", "something else"),
                        List.of(
                                "[R +0.1] write 0x0 0x9 0x00 ...cut, 9000 characters in all",
                                "[S +0.2] OK"))) {
            Files.write(file, lines);
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> Replay.of(file));
            assertTrue(
                    String.valueOf(refusal.getMessage()).contains(file.toString()),
                    refusal.getMessage());
        }
    }
}
