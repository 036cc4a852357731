package org.qemu.functional.tests;

import java.util.HexFormat;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;

/** Driver of a TPM with the TIS interface (TCG PC Client TPM Interface Specification 1.3). */
final class TpmTis {
    /** The vendor and device that QEMU's devices name, see hw/tpm/tpm_tis.h. */
    static final long IDENTITY = 0x0001_1014L;

    private static final long REQUEST_USE = 0x02;
    private static final long ACTIVE = 0x20;

    private static final long READY = 0x40;
    private static final long GO = 0x20;
    private static final long DATA = 0x10;
    private static final long EXPECT = 0x08;
    private static final long VALID = 0x80;

    /** The size of the header of a response: tag, size, result. */
    private static final int HEADER = 10;

    private final Register access;
    private final Register status;
    private final Register fifo;
    private final Register identity;

    /** Create a driver for locality 0 of the device at an address. */
    TpmTis(Region memory, long base) {
        access = memory.registerb("TPM_ACCESS", base);
        status = memory.registerb("TPM_STS", base + 0x18);
        fifo = memory.registerb("TPM_DATA_FIFO", base + 0x24);
        identity = memory.registerl("TPM_DID_VID", base + 0xf00);
    }

    /** Return the register with the vendor and the device. */
    Register identity() {
        return identity;
    }

    /** Request the locality, which the owner of the interface has to have. */
    void open() {
        access.write(REQUEST_USE);
        access.await(ACTIVE, ACTIVE);
    }

    /** Send a command and return the response, both as hexadecimal digits. */
    String execute(String command) {
        status.write(READY);
        status.await(READY, READY);
        for (byte one : HexFormat.of().parseHex(command.replace(" ", ""))) {
            fifo.write(one & 0xff);
        }
        status.await(VALID | EXPECT, VALID);
        status.write(GO);
        status.await(VALID | DATA, VALID | DATA);
        String header = read(HEADER);
        int size = Integer.parseInt(header.substring(4, 12), 16);
        String response = header + read(size - HEADER);
        status.write(READY);
        return response;
    }

    private String read(int bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes; i++) {
            text.append("%02x".formatted(fifo.read()));
        }
        return text.toString();
    }
}
