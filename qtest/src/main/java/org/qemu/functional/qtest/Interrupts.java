package org.qemu.functional.qtest;

import java.util.Arrays;

/**
 * What is known of the interrupt lines of the device that {@link QTest#irqInterceptIn} or {@link
 * QTest#irqInterceptOut} named, as of the last reply.
 */
public final class Interrupts {
    /** More than QEMU's own intercepts have. */
    static final int LINES = 1024;

    private final boolean[] levels = new boolean[LINES];
    private final long[] raises = new long[LINES];
    private final long[] lowers = new long[LINES];
    private long changes;

    Interrupts() {}

    /** Whether a line is raised. */
    public boolean isRaised(int line) {
        return levels[line];
    }

    /** How often a line was raised since {@link #forget}, 0 or more. */
    public long raises(int line) {
        return raises[line];
    }

    /** How often a line was lowered since {@link #forget}, 0 or more. */
    public long lowers(int line) {
        return lowers[line];
    }

    /** How often any line changed since {@link #forget}. */
    public long changes() {
        return changes;
    }

    /** Count from 0 again; the levels stay. */
    public void forget() {
        Arrays.fill(raises, 0);
        Arrays.fill(lowers, 0);
        changes = 0;
    }

    /**
     * Take in a line of the protocol, {@code IRQ raise 4}.
     *
     * @throws QTestProtocolException if it is not one
     */
    void take(String line) {
        String[] words = line.split(" ", -1);
        boolean raise = words.length == 3 && words[1].equals("raise");
        int number =
                words.length == 3 && words[2].matches("[0-9]{1,4}")
                        ? Integer.parseInt(words[2])
                        : -1;
        if (number < 0 || number >= LINES || !(raise || words[1].equals("lower"))) {
            throw new QTestProtocolException(
                    "'%s' is not of the qtest protocol: 'IRQ raise' or 'IRQ lower' and a line below %d are"
                            .formatted(line, LINES));
        }
        if (raise) {
            raises[number]++;
        } else {
            lowers[number]++;
        }
        levels[number] = raise;
        changes++;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < LINES; line++) {
            if (levels[line] || raises[line] + lowers[line] > 0) {
                text.append(
                        "%sline %d %s (raised %d, lowered %d times)"
                                .formatted(
                                        text.isEmpty() ? "" : ", ",
                                        line,
                                        levels[line] ? "up" : "down",
                                        raises[line],
                                        lowers[line]));
            }
        }
        return text.isEmpty() ? "no line has changed" : text.toString();
    }
}
