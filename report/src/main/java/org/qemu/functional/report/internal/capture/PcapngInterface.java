package org.qemu.functional.report.internal.capture;

import java.nio.ByteBuffer;

/**
 * An interface of a capture in pcapng.
 *
 * @param linkType 1 for Ethernet
 * @param unitsPerSecond the resolution of its times
 */
record PcapngInterface(int linkType, double unitsPerSecond) {
    /** What holds for packets of an interface that is not described. */
    static final PcapngInterface DEFAULT = new PcapngInterface(1, 1e6);

    private static final int RESOLUTION = 9;

    /** Parse the body of an Interface Description Block. */
    static PcapngInterface of(ByteBuffer body) {
        int type = body.getShort() & 0xFFFF;
        body.position(8);
        double units = 1e6;
        while (body.remaining() >= 4) {
            int code = body.getShort() & 0xFFFF;
            int length = body.getShort() & 0xFFFF;
            if (code == 0 || length > body.remaining()) {
                break;
            }
            if (code == RESOLUTION && length >= 1) {
                int value = body.get(body.position());
                units = value < 0 ? Math.pow(2, value & 0x7F) : Math.pow(10, value);
            }
            body.position(Math.min(body.limit(), body.position() + (length + 3) / 4 * 4));
        }
        return new PcapngInterface(type, units);
    }
}
