package org.qemu.functional.qtest;

import java.util.Arrays;

/**
 * The state of the interrupt lines of the device that was passed to {@link QTest#irqInterceptIn} or
 * {@link QTest#irqInterceptOut}, as of the last reply.
 */
public final class Interrupts {
    /** More than the devices in QEMU have. */
    static final int LINES = 1024;

    private final boolean[] levels = new boolean[LINES];
    private final long[] raises = new long[LINES];
    private final long[] lowers = new long[LINES];
    private long changes;

    /** Create the state in which no line is raised. */
    public Interrupts() {}

    /**
     * Return whether a line is raised.
     *
     * @throws IllegalArgumentException if the line number is invalid; also in the other methods
     */
    public boolean isRaised(int line) {
        return levels[check(line)];
    }

    /** Return how often a line was raised since {@link #forget}. */
    public long raises(int line) {
        return raises[check(line)];
    }

    /** Return how often a line was lowered since {@link #forget}. */
    public long lowers(int line) {
        return lowers[check(line)];
    }

    /** Return how often any line changed since {@link #forget}. */
    public long changes() {
        return changes;
    }

    private static int check(int line) {
        if (line < 0 || line >= LINES) {
            throw new IllegalArgumentException(
                    "there is no interrupt line %d; the lines are 0 to %d"
                            .formatted(line, LINES - 1));
        }
        return line;
    }

    /** Reset the counts to 0; the levels are kept. */
    public void forget() {
        Arrays.fill(raises, 0);
        Arrays.fill(lowers, 0);
        changes = 0;
    }

    /**
     * Process a line of the protocol, {@code IRQ raise 4}.
     *
     * @throws QTestProtocolException if it is malformed
     */
    public void take(String line) {
        String[] words = line.split(" ", -1);
        boolean raise = words.length == 3 && words[1].equals("raise");
        int number =
                words.length == 3 && words[2].matches("[0-9]{1,4}")
                        ? Integer.parseInt(words[2])
                        : -1;
        if (number < 0 || number >= LINES || !(raise || words[1].equals("lower"))) {
            throw new QTestProtocolException(
                    "'%s' is not valid in the qtest protocol: expected 'IRQ raise' or 'IRQ lower' and a line number below %d"
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
