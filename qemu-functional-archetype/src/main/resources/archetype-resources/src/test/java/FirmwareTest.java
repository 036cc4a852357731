package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/** The firmware of a PC prints its name, and the monitor says that the machine runs. */
class FirmwareTest extends QemuSystemTest {
    @Test
    void printsItsName() {
        setMachine("q35");
        vm().setConsole("isa-debugcon,iobase=0x402");
        vm().launch();
        waitForConsolePattern("SeaBIOS (version ");
        assertEquals("running", vm().cmd("query-status").path("status").asText());
    }
}
