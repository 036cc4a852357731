package org.qemu.functional.tests.hexagon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/**
 * Runs programs of Qualcomm's standalone system tests on the machine {@code sim}. They use files of
 * the host by semihosting, and end QEMU with status 0 or print the result.
 */
class SystestsTest extends QemuSystemTest {
    static final Asset PROGRAMS =
            Asset.of(
                    "https://github.com/qualcomm/qemu-hexagon-testing/releases/download/v0.2.14/systests_standalone.tar.gz",
                    "f0c535d746384126954757b6ce54452c5fe82624618c79862495eec24718a6ff");

    private static final Duration PROGRAM_TIMEOUT = Duration.ofSeconds(60);

    @Test
    void opensAFile() throws IOException {
        // The program has room for a short path only, which a socket has to have, too.
        Path file = Files.writeString(socketDir().resolve("opened"), "valid\n");
        exitsWithoutError("fopen", "-append", file);
    }

    @Test
    void truncatesAFile() throws IOException {
        Path file = Files.writeString(scratchFile("truncated"), "valid\n");
        // The program checks that the time of the last change is another one afterwards.
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
        exitsWithoutError("ftrunc", "-append", file);
        assertEquals(1, Files.size(file));
    }

    @Test
    void checksAccessToAFile() throws IOException {
        Path file = Files.write(scratchFile("checked"), "valid\n".getBytes(US_ASCII));
        exitsWithoutError("access", "-append", file);
    }

    @Test
    void printsBySemihosting() {
        prepare("semihost", "-append", "arg1");
        // Upstream's test gives a second argument, which it drops with an odd number of words.
        vm().setSemihostingConsole();
        vm().launch();
        waitForConsolePattern("PASS");
        vm().kill();
    }

    @Test
    void interruptsByATimer() {
        exitsWithoutError("dtg_interrupt");
    }

    @Test
    void translatesByManyEntriesOfTheTlb() {
        exitsWithoutError("mmu_multi_tlb");
    }

    @Test
    void readsTheTimer() {
        exitsWithoutError("timer_reg");
    }

    @Test
    void sharesVectorUnitsAmongThreads() {
        exitsWithoutError("hvx-multi");
    }

    @Test
    void computesWithVectors() {
        exitsWithoutError("standalone_vec");
    }

    private void prepare(String program, Object... args) {
        setMachine("sim");
        archiveExtract(PROGRAMS);
        setVmArg("-display", "none");
        setVmArg(
                "-kernel",
                scratchFile(
                        "systests_standalone_package",
                        "StandaloneSysTests_6.4.0.2_v68",
                        "bin",
                        program));
        vm().addArgs(args);
    }

    private void exitsWithoutError(String program, Object... args) {
        prepare(program, args);
        vm().launch();
        vm().waitForExit(PROGRAM_TIMEOUT);
        assertEquals(0, vm().exitCode(), vm()::output);
    }
}
