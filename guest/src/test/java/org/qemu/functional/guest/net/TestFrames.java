package org.qemu.functional.guest.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;

/** Frames that tests send. */
public final class TestFrames {
    static final Duration TIMEOUT = Duration.ofSeconds(20);
    static final String BROADCAST = "ff:ff:ff:ff:ff:ff";
    static final String ALICE = "02:00:00:00:00:0a";
    static final String BOB = "02:00:00:00:00:0b";

    /** The EtherType for local experiments: IEEE 802, clause 9.2.3. */
    static final int EXPERIMENTAL = 0x88b5;

    private TestFrames() {}

    static Frame broadcast(String text) {
        return Frame.of(BROADCAST, ALICE, EXPERIMENTAL, text.getBytes(UTF_8));
    }

    public static Frame numbered(int number, int length) {
        byte[] payload = new byte[length - Frame.HEADER];
        payload[0] = (byte) (number >> 24);
        payload[1] = (byte) (number >> 16);
        payload[2] = (byte) (number >> 8);
        payload[3] = (byte) number;
        return Frame.of(BROADCAST, ALICE, EXPERIMENTAL, payload);
    }

    public static int number(Frame frame) {
        return frame.u16(Frame.HEADER) << 16 | frame.u16(Frame.HEADER + 2);
    }
}
