package org.qemu.functional.qtest.qos.timer;

/** The number format of a {@link Mc146818}, which bits of register B specify. */
record RtcMode(long registerB) {
    private boolean isBinary() {
        return (registerB & Mc146818.B_DM) != 0;
    }

    private boolean has24Hours() {
        return (registerB & Mc146818.B_24H) != 0;
    }

    int encode(int number) {
        return isBinary() ? number : ((number / 10) << 4) | (number % 10);
    }

    int decode(long value) {
        return (int) (isBinary() ? value : (value >> 4) * 10 + (value & 0x0f));
    }

    /** Return an hour in the format; with 12 hours, noon and midnight are 12. */
    int encodeHour(int hour) {
        if (has24Hours()) {
            return encode(hour);
        }
        int ofHalf = hour % 12 == 0 ? 12 : hour % 12;
        return encode(ofHalf) | (hour < 12 ? 0 : Mc146818.PM);
    }

    int decodeHour(long value) {
        if (has24Hours()) {
            return decode(value);
        }
        return decode(value & ~Mc146818.PM) % 12 + ((value & Mc146818.PM) == 0 ? 0 : 12);
    }
}
