package org.qemu.functional.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.machine.daemon.Swtpm;
import org.qemu.functional.qtest.QTest;

/** Executes commands of TPM 2.0 on swtpm through the registers of a TIS device. */
public abstract class TpmTisDeviceTest extends QemuSystemTest {
    private static final String STARTUP = "8001 0000000c 00000144 0000";
    private static final String GET_RANDOM = "8001 0000000c 0000017b 0008";

    /** Reads PCR 0 of the bank of SHA-256. */
    private static final String PCR_READ = "8001 00000014 0000017e 00000001 000b 03 010000";

    private static final String SUCCESS = "00000000";

    private final String machine;
    private final String device;
    private final long base;

    /** Create a test of a device at an address. */
    protected TpmTisDeviceTest(String machine, String device, long base) {
        this.machine = machine;
        this.device = device;
        this.base = base;
    }

    @Test
    public void executesCommands() {
        setMachine(machine);
        requireDevice(device);
        Swtpm swtpm = daemons().swtpm();
        swtpm.attachTo(vm(), device);
        TpmTis tpm = new TpmTis(QTest.launch(vm()).memory(), base);
        tpm.identity().expect(TpmTis.IDENTITY);
        tpm.open();

        assertEquals("80010000000a" + SUCCESS, tpm.execute(STARTUP));
        String random = tpm.execute(GET_RANDOM);
        assertTrue(random.startsWith("800100000014" + SUCCESS + "0008"), random);
        assertNotEquals(random, tpm.execute(GET_RANDOM));
        String pcr = tpm.execute(PCR_READ);
        assertEquals(SUCCESS, pcr.substring(12, 20), pcr);
        assertTrue(pcr.endsWith("0020" + "0".repeat(64)), pcr);

        vm().shutdown();
        swtpm.shutdown();
        assertEquals(0, swtpm.exitCode(), "QEMU asks swtpm to shut down");
    }
}
