package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.condition.Resources;

/**
 * Proves that QEMU refuses memory that a CPU cannot address, and no other.
 *
 * <p>Alignment costs 1 GiB per slot. The limit also depends on the start of the memory above 4 GiB:
 * it is 1 TiB for AMD's CPUs on q35 of 7.1 and later if the memory would otherwise reach into the
 * HyperTransport range just below. CPUs of 64 bits need 32 GiB for the PCI hole that follows the
 * memory.
 */
@Execution(ExecutionMode.CONCURRENT)
@Resources(memory = "1936M")
class MemAddrSpaceTest extends QemuSystemTest {
    private static final String TOO_LOW = "phys-bits too low";
    private static final String COUNTS_64 = "treats a 32-bit CPU as a 64-bit CPU";

    /** 59.6 GiB in whole pages of 4 KiB, which QEMU requires before version 8. */
    private static final String GIB_59_6 = "62495128K";

    @Test
    void refuses60GibWithPse36() {
        refuses("q35", GIB_59_6, "-cpu", "pentium,pse36=on");
    }

    @Test
    void refuses60GibWithPae() {
        requireVersion("8.2", COUNTS_64);
        refuses("q35", GIB_59_6, "-cpu", "pentium,pae=on");
    }

    @Test
    void accepts59GibWithPse36() {
        requireVersion("8.2", COUNTS_64);
        accepts("q35", "59.5G", "-cpu", "pentium,pse36=on");
    }

    @Test
    void accepts59GibWithPae() {
        accepts("q35", "59.5G", "-cpu", "pentium,pae=on");
    }

    @Test
    void accepts59GibOnAPentium2() {
        requireVersion("8.2", COUNTS_64);
        accepts("q35", "59.5G", "-cpu", "pentium2");
    }

    @Test
    void refuses4GibWith32Bits() {
        requireVersion("8.2", COUNTS_64);
        refuses("q35", "4G", "-cpu", "pentium");
    }

    @Test
    void refuses988GibOnAmdBefore71() {
        refuses("pc-q35-7.0", "988G");
    }

    @Test
    void refuses976GibOnAmdFrom71() {
        refuses("pc-q35-7.1", "976G");
    }

    @Test
    void accepts987GibOnAmdBefore71() {
        accepts("pc-q35-7.0", "987.5G");
    }

    @Test
    void accepts975GibOnAmdFrom71() {
        accepts("pc-q35-7.1", "975.5G");
    }

    @Test
    void accepts976GibOnIntelFrom71() {
        accepts("pc-q35-7.1", "976G", "-cpu", "Skylake-Server");
    }

    @Test
    void refuses992GibOnAmdWith41Bits() {
        requireVersion("8.1", "has no CPU model EPYC-v4");
        refuses("pc-q35-7.1", "992G", "-cpu", "EPYC-v4,phys-bits=41");
    }

    @Test
    void accepts990GibOnAmdWith41Bits() {
        requireVersion("8.1", "has no CPU model EPYC-v4");
        accepts("pc-q35-7.1", "990G", "-cpu", "EPYC-v4,phys-bits=41");
    }

    @Test
    void refuses987GibOnIntelWithACxlWindow() {
        setMachine("q35");
        vm().addArgs("-S", "-cpu", "Skylake-Server,phys-bits=40");
        vm().addArgs("-m", "512,slots=1,maxmem=987G");
        vm().addArgs("-device", "pxb-cxl,bus_nr=12,bus=pcie.0,id=cxl.1");
        vm().addArgs("-M", "cxl=on,cxl-fmw.0.targets.0=cxl.1,cxl-fmw.0.size=1G");
        exitsOverTooFewBits();
    }

    @Test
    void accepts987GibOnIntelWithoutACxlWindow() {
        setMachine("q35");
        vm().addArgs("-S", "-cpu", "Skylake-Server,phys-bits=40", "-machine", "cxl=on");
        vm().addArgs("-m", "512,slots=1,maxmem=987G");
        vm().addArgs("-device", "pxb-cxl,bus_nr=12,bus=pcie.0,id=cxl.1");
        starts();
    }

    private void refuses(String machine, String maxmem, Object... args) {
        prepare(machine, maxmem, args);
        exitsOverTooFewBits();
    }

    private void accepts(String machine, String maxmem, Object... args) {
        prepare(machine, maxmem, args);
        starts();
    }

    private void prepare(String machine, String maxmem, Object... args) {
        setMachine(machine);
        vm().addArgs("-S", "-m", "512,slots=1,maxmem=" + maxmem).addArgs(args);
        vm().addArgs("-object", "memory-backend-ram,id=mem1,size=1G");
        vm().addArgs("-device", "pc-dimm,id=vm0,memdev=mem1");
    }

    private void exitsOverTooFewBits() {
        vm().setQmpMonitor(false);
        vm().launch();
        vm().waitForExit();
        assertEquals(1, vm().exitCode());
        assertTrue(vm().output().contains(TOO_LOW), vm().output());
    }

    private void starts() {
        // The monitor responds when the machine was created, which is after the check.
        vm().launch();
        vm().shutdown();
        assertFalse(vm().output().contains(TOO_LOW), vm().output());
    }
}
