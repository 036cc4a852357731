package org.qemu.functional.qtest.qos.machine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.GuestAllocator;
import org.qemu.functional.qtest.qos.fwcfg.FwCfgTransport;
import org.qemu.functional.qtest.qos.pci.PciBus;

/**
 * A machine that runs, as drivers see it.
 *
 * @param qtest the machine
 * @param memory what of its memory drivers can have
 * @param pciOrNull its PCI bus; {@code null} if it has none that is known
 * @param fwCfgOrNull its fw_cfg; {@code null} if it has none that is known
 * @param mmioOrNull its slots for virtio devices; {@code null} if it has none that are known
 */
public record QosMachine(
        QTest qtest,
        GuestAllocator memory,
        @Nullable PciBus pciOrNull,
        @Nullable FwCfgTransport fwCfgOrNull,
        @Nullable VirtioMmioSlots mmioOrNull) {
    /**
     * Return its PCI bus.
     *
     * @throws AssertionError if it has none that is known
     */
    public PciBus pci() {
        return Optional.ofNullable(pciOrNull)
                .orElseThrow(() -> new AssertionError("this machine has no PCI bus that is known"));
    }

    /**
     * Return how its fw_cfg is reached.
     *
     * @throws AssertionError if it has none that is known
     */
    public FwCfgTransport fwCfg() {
        return Optional.ofNullable(fwCfgOrNull)
                .orElseThrow(() -> new AssertionError("this machine has no fw_cfg that is known"));
    }

    /**
     * Return its slots for virtio devices in memory.
     *
     * @throws AssertionError if it has none that are known
     */
    public VirtioMmioSlots virtioMmio() {
        return Optional.ofNullable(mmioOrNull)
                .orElseThrow(
                        () -> new AssertionError("this machine has no virtio-mmio that is known"));
    }
}
