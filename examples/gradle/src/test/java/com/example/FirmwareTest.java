package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.qemu.functional.junit.Arch;
import org.qemu.functional.junit.Machine;
import org.qemu.functional.junit.QemuTest;
import org.qemu.functional.machine.QemuMachine;

/** The firmware of a PC prints its name, and the monitor says that the machine runs. */
@QemuTest
@Arch("x86_64")
@Machine(type = "q35", consoleDevice = "isa-debugcon,iobase=0x402")
class FirmwareTest {
    @Test
    void printsItsName(QemuMachine vm) {
        vm.waitForConsolePattern("SeaBIOS (version ");
        assertEquals("running", vm.cmd("query-status").path("status").asText());
    }
}
