package org.qemu.functional.qtest.qos.machine;

import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Width;
import org.qemu.functional.qtest.qos.GuestAllocator;
import org.qemu.functional.qtest.qos.Rtas;
import org.qemu.functional.qtest.qos.fwcfg.FwCfgTransport;
import org.qemu.functional.qtest.qos.pci.EcamConfig;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.pci.PortConfig;
import org.qemu.functional.qtest.qos.pci.RtasConfig;

/** The machines whose memory layout is known; the numbers are from QEMU's source. */
public enum MachineType {
    /** The PC with i440FX and PIIX ({@code hw/i386/pc_piix.c}). */
    I440FX("pc", "x86_64", "i386") {
        @Override
        public QosMachine open(QTest qtest) {
            return pc(qtest, PciBus.pc(qtest, new PortConfig(qtest)), PC_HOLE);
        }
    },

    /** The PC with Q35 and ICH9 ({@code hw/i386/pc_q35.c}), with ECAM. */
    Q35("q35", "x86_64", "i386") {
        @Override
        public QosMachine open(QTest qtest) {
            PortConfig ports = new PortConfig(qtest);
            // PCIEXBAR of the host bridge, enabled, for 256 buses ({@code hw/pci-host/q35.c}).
            PciAddress bridge = new PciAddress(0, 0, 0);
            ports.write(bridge, Width.L, Q35_PCIEXBAR + 4, 0);
            ports.write(bridge, Width.L, Q35_PCIEXBAR, Q35_ECAM | 1);
            return pc(qtest, PciBus.pc(qtest, new EcamConfig(qtest, Q35_ECAM)), Q35_ECAM);
        }
    },

    /** Arm's virt ({@code hw/arm/virt.c}). */
    ARM_VIRT("virt", "aarch64", "arm") {
        @Override
        public QosMachine open(QTest qtest) {
            // Above 4 GiB, unless the CPU or an option disables high memory.
            boolean high = qtest.readl(ARM_HIGH_ECAM) == GPEX;
            long ecam = high ? ARM_HIGH_ECAM : ARM_LOW_ECAM;
            return new QosMachine(
                    qtest,
                    // The first MiB contains the device tree.
                    GuestAllocator.of(ARM_RAM + (1 << 20), ARM_RAM + ramSize(qtest)),
                    PciBus.mapped(
                            qtest,
                            new EcamConfig(qtest, ecam),
                            0x3eff_0000L,
                            0,
                            0x1000_0000L,
                            0x2eff_0000L),
                    FwCfgTransport.mapped(qtest, 0x0902_0000L),
                    new VirtioMmioSlots(qtest, 0x0a00_0000L, 0x200, 32));
        }
    },

    /** RISC-V's virt ({@code hw/riscv/virt.c}). */
    RISCV_VIRT("virt", "riscv64") {
        @Override
        public QosMachine open(QTest qtest) {
            return new QosMachine(
                    qtest,
                    GuestAllocator.of(RISCV_RAM + (1 << 20), RISCV_RAM + ramSize(qtest)),
                    PciBus.mapped(
                            qtest,
                            new EcamConfig(qtest, 0x3000_0000L),
                            0x0300_0000L,
                            0,
                            0x4000_0000L,
                            0x8000_0000L),
                    FwCfgTransport.mapped(qtest, 0x1010_0000L),
                    new VirtioMmioSlots(qtest, 0x1000_1000L, 0x1000, 8));
        }
    },

    /** sPAPR ({@code hw/ppc/spapr.c}, {@code include/hw/pci-host/spapr.h}). */
    PSERIES("pseries", "ppc64") {
        @Override
        public QosMachine open(QTest qtest) {
            // Firmware and device tree are below 256 MiB.
            GuestAllocator memory = GuestAllocator.of(0x1000_0000L, ramSize(qtest));
            long windows = 1L << 45;
            // On the bus, memory begins at 2 GiB; for the CPU, at 2 GiB of the windows.
            return new QosMachine(
                    qtest,
                    memory,
                    PciBus.mapped(
                            qtest,
                            new RtasConfig(qtest, new Rtas(qtest, memory), 0x0800_0000_2000_0000L),
                            windows,
                            windows,
                            0x8000_0000L,
                            0xffff_0000L),
                    null,
                    null);
        }
    },

    /** The SPARCstation 5 ({@code hw/sparc/sun4m.c}). */
    SUN4M("SS-5", "sparc") {
        @Override
        public QosMachine open(QTest qtest) {
            return simple(qtest, FwCfgTransport.mappedWithoutDma(qtest, 0xd_0000_0510L));
        }
    },

    /** Sun's Ultra with UltraSPARC IIi ({@code hw/sparc64/sun4u.c}). */
    SUN4U("sun4u", "sparc64") {
        @Override
        public QosMachine open(QTest qtest) {
            // The ports of its PCI bus are at 32 MiB in the bridge's memory range.
            return simple(qtest, FwCfgTransport.mappedPorts(qtest, 0x1fe_0200_0000L));
        }
    },

    /** The old Power Macintosh G3 ({@code hw/ppc/mac_oldworld.c}). */
    G3BEIGE("g3beige", "ppc", "ppc64") {
        @Override
        public QosMachine open(QTest qtest) {
            return simple(qtest, FwCfgTransport.mappedWithoutDma(qtest, MAC_FW_CFG));
        }
    },

    /** The newer Power Macintosh ({@code hw/ppc/mac_newworld.c}). */
    MAC99("mac99", "ppc", "ppc64") {
        @Override
        public QosMachine open(QTest qtest) {
            return simple(qtest, FwCfgTransport.mappedWithoutDma(qtest, MAC_FW_CFG));
        }
    };

    private static final long PC_HOLE = 0xe000_0000L;
    private static final int Q35_PCIEXBAR = 0x60;
    private static final long Q35_ECAM = 0xb000_0000L;
    private static final long ARM_HIGH_ECAM = 0x40_1000_0000L;
    private static final long ARM_LOW_ECAM = 0x3f00_0000L;

    /** Device and vendor ID of the generic host bridge, at the start of its ECAM. */
    private static final long GPEX = 0x0008_1b36;

    private static final long ARM_RAM = 0x4000_0000L;
    private static final long RISCV_RAM = 0x8000_0000L;
    private static final long MAC_FW_CFG = 0xf000_0510L;

    private final String machine;

    /** The architectures, each followed by a comma. */
    private final String architectures;

    MachineType(String machine, String... architectures) {
        this.machine = machine;
        this.architectures = String.join(",", architectures) + ",";
    }

    /** Inspect a running machine and return its layout. */
    public abstract QosMachine open(QTest qtest);

    /** Return the value of {@code -machine}. */
    public String machine() {
        return machine;
    }

    /** Return whether an architecture has this machine. */
    public boolean isOf(String architecture) {
        return ("," + architectures).contains("," + architecture + ",");
    }

    /** Return a machine with memory from address 0, of whose devices only fw_cfg is supported. */
    private static QosMachine simple(QTest qtest, FwCfgTransport fwCfg) {
        return new QosMachine(qtest, GuestAllocator.of(1 << 20, ramSize(qtest)), null, fwCfg, null);
    }

    private static QosMachine pc(QTest qtest, PciBus pci, long hole) {
        // The first MiB contains firmware, ROMs and the BIOS data.
        return new QosMachine(
                qtest,
                GuestAllocator.of(1 << 20, Math.min(ramSize(qtest), Math.min(hole, 0x8000_0000L))),
                pci,
                FwCfgTransport.ports(qtest),
                null);
    }

    private static long ramSize(QTest qtest) {
        return qtest.cmd("query-memory-size-summary").path("base-memory").asLong();
    }
}
