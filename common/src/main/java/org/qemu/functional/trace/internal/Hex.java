package org.qemu.functional.trace.internal;

/** Shows the first bytes of binary data. */
final class Hex {
    private static final int MAX_BYTES = 256;

    private Hex() {}

    static String excerpt(byte[] bytes) {
        int shown = Math.min(bytes.length, MAX_BYTES);
        StringBuilder text = new StringBuilder(2 * shown);
        for (int i = 0; i < shown; i++) {
            text.append(Character.forDigit(bytes[i] >> 4 & 0xf, 16));
            text.append(Character.forDigit(bytes[i] & 0xf, 16));
        }
        return shown < bytes.length ? text.append('…').toString() : text.toString();
    }
}
