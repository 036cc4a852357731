package org.qemu.functional.qtest.qos.pci;

import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Width;
import org.qemu.functional.qtest.qos.Rtas;

/**
 * The calls {@code ibm,read-pci-config} and {@code ibm,write-pci-config} of sPAPR's run-time
 * services (LoPAR 7.3.4).
 *
 * @param bus the host bridge's unit ID
 */
public record RtasConfig(QTest qtest, Rtas rtas, long bus) implements ConfigAccess {
    @Override
    public long read(PciAddress function, Width width, int offset) {
        int[] returned =
                rtas.call(
                        "ibm,read-pci-config",
                        2,
                        address(function, offset),
                        high(),
                        low(),
                        width.bytes());
        // The call fails if there is no function.
        return returned[0] == 0 ? Integer.toUnsignedLong(returned[1]) & width.mask() : width.mask();
    }

    @Override
    public void write(PciAddress function, Width width, int offset, long value) {
        rtas.call(
                "ibm,write-pci-config",
                1,
                address(function, offset),
                high(),
                low(),
                width.bytes(),
                (int) value);
    }

    private static int address(PciAddress function, int offset) {
        return function.number() << 8 | offset;
    }

    private int high() {
        return (int) (bus >>> 32);
    }

    private int low() {
        return (int) bus;
    }

    @Override
    public int size() {
        return 256;
    }
}
