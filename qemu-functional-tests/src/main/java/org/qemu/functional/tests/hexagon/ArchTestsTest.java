package org.qemu.functional.tests.hexagon;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Runs programs that check one part of the Hexagon architecture each, and print the result. */
class ArchTestsTest extends QemuSystemTest {
    static final Asset PROGRAMS =
            Asset.of(
                    "https://github.com/qualcomm/qemu-hexagon-testing/releases/download/v0.2.5/arch_tests_uart.tar.gz",
                    "edb4f37b877a3a72a0e10920477458a43b40045d34398fee8cb763fefd342f4f");

    @Test
    void deliversExceptions() {
        passes("test_exceptions");
    }

    @Test
    void entersAndLeavesGuestMode() {
        passes("test_guest_mode");
    }

    @Test
    void steersInterruptsToThreads() {
        passes("test_int_steering");
    }

    @Test
    void hasACache() {
        passes("test_cache");
    }

    @Test
    void hasASecondLevelInterruptController() {
        passes("test_l2vic");
    }

    @Test
    void startsThreads() {
        passes("test_threads");
    }

    @Test
    void translatesAddresses() {
        passes("test_tlb_mmu");
    }

    @Test
    void entersUserMode() {
        passes("test_user_mode");
    }

    private void passes(String program) {
        setMachine("virt");
        archiveExtract(PROGRAMS);
        vm().setConsole();
        setVmArg("-display", "none");
        setVmArg("-kernel", scratchFile("arch_tests_uart_package", "bin", program));
        vm().launch();
        waitForConsolePattern("PASS");
    }
}
