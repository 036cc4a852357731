package org.qemu.functional.qtest.qos.timer;

import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;

/** The interval timer of a PC: three counters, of which the third drives the speaker. */
// Ports and bits: data sheet of Intel's 8254; hw/timer/i8254.c and hw/audio/pcspk.c
public final class I8254 {
    /** The frequency of each counter in Hz. */
    public static final int FREQUENCY = 1_193_182; // PIT_FREQ in include/hw/timer/i8254.h

    /** The counter whose output is {@link #IRQ}. */
    public static final int TICK = 0;

    /** The interrupt line of counter {@link #TICK}. */
    public static final int IRQ = 0;

    /** The counter whose gate and output are in {@link #speaker}. */
    public static final int SPEAKER = 2;

    /** For {@link #program}: a count of the low byte only. */
    public static final int LOW_BYTE = 1;

    /** For {@link #program}: a count of the high byte only. */
    public static final int HIGH_BYTE = 2;

    /** For {@link #program}: a count of the low byte and then the high one. */
    public static final int WORD = 3;

    /** A bit of {@link #status}: the output of the counter. */
    public static final int OUTPUT = 0x80;

    /** A bit of {@link #speaker}: the gate of counter {@link #SPEAKER}. */
    public static final int SPEAKER_GATE = 0x01;

    /** A bit of {@link #speaker}: whether the output of the counter reaches the speaker. */
    public static final int SPEAKER_DATA = 0x02;

    /** A bit of {@link #speaker}: toggles at each read. */
    public static final int SPEAKER_REFRESH = 0x10;

    /** A bit of {@link #speaker}: the output of counter {@link #SPEAKER}. */
    public static final int SPEAKER_OUTPUT = 0x20;

    /** Port B of a PC. */
    public final Register speaker;

    private final Register command;
    private final Register[] counters = new Register[3];

    /** Create a driver for the timer at the ports of a PC. */
    public I8254(Region ports) {
        for (int i = 0; i < counters.length; i++) {
            counters[i] = ports.registerb("counter " + i + " of the PIT", 0x40 + i);
        }
        command = ports.registerb("command of the PIT", 0x43);
        speaker = ports.registerb("port B", 0x61);
    }

    /** Return the register of a counter: one byte at a time of its count, or its status. */
    public Register counter(int number) {
        return counters[number];
    }

    /**
     * Set the mode of a counter, which starts when its count is written.
     *
     * @param access {@link #LOW_BYTE}, {@link #HIGH_BYTE} or {@link #WORD}
     * @param mode 0 to 5
     */
    public void program(int counter, int access, int mode) {
        command.write((counter << 6) | (access << 4) | (mode << 1));
    }

    /**
     * Start a counter.
     *
     * @param mode 0 to 5
     * @param count 1 to 65535, or 0 for 65536
     */
    public void start(int counter, int mode, int count) {
        program(counter, WORD, mode);
        counters[counter].write(count & 0xff);
        counters[counter].write(count >> 8);
    }

    /**
     * Latch the count of a counter for {@link #readWord}; do nothing if a count is already latched.
     */
    public void latch(int counter) {
        command.write(counter << 6);
    }

    /** Read the two bytes of a count. */
    public int readWord(int counter) {
        int low = (int) counters[counter].read();
        return low | ((int) counters[counter].read() << 8);
    }

    /** Return the current count of a counter of {@link #WORD}s. */
    public int count(int counter) {
        latch(counter);
        return readWord(counter);
    }

    /**
     * Latch the counts, the status or both of several counters.
     *
     * @param counters a bit for each
     */
    public void readBack(boolean count, boolean status, int counters) {
        command.write(0xc0 | (count ? 0 : 0x20) | (status ? 0 : 0x10) | (counters << 1));
    }

    /** Return the current status of a counter: {@link #OUTPUT}, access, mode. */
    public int status(int counter) {
        readBack(false, true, 1 << counter);
        return (int) counters[counter].read();
    }

    /** Return the duration of a number of counts in ns. */
    public static long nanos(long counts) {
        return (counts * 1_000_000_000L + FREQUENCY - 1) / FREQUENCY;
    }
}
