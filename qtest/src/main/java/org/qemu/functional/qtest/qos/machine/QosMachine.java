package org.qemu.functional.qtest.qos.machine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.GuestAllocator;
import org.qemu.functional.qtest.qos.fwcfg.FwCfgTransport;
import org.qemu.functional.qtest.qos.pci.PciBus;

/**
 * A running machine as drivers see it.
 *
 * @param qtest the machine
 * @param memory the memory that drivers can allocate
 * @param pciOrNull its PCI bus; {@code null} if none is supported
 * @param fwCfgOrNull its fw_cfg; {@code null} if none is supported
 * @param mmioOrNull its slots for virtio devices; {@code null} if none are supported
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
     * @throws AssertionError if none is supported
     */
    public PciBus pci() {
        return Optional.ofNullable(pciOrNull)
                .orElseThrow(() -> new AssertionError("PCI is not supported on this machine"));
    }

    /**
     * Return the transport of its fw_cfg.
     *
     * @throws AssertionError if none is supported
     */
    public FwCfgTransport fwCfg() {
        return Optional.ofNullable(fwCfgOrNull)
                .orElseThrow(() -> new AssertionError("fw_cfg is not supported on this machine"));
    }

    /**
     * Return its slots for virtio devices in memory.
     *
     * @throws AssertionError if none are supported
     */
    public VirtioMmioSlots virtioMmio() {
        return Optional.ofNullable(mmioOrNull)
                .orElseThrow(
                        () -> new AssertionError("virtio-mmio is not supported on this machine"));
    }
}
