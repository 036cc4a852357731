package org.qemu.functional.guest.channel;

import java.io.IOException;
import java.io.OutputStream;

/** Gives a command its input. */
final class StdinWriter {
    /** So much fits under way without being taken. */
    private static final int AT_ONCE = 1 << 19;

    private StdinWriter() {}

    /** Give it all, from a thread of its own where a command could block who gives. */
    static void feed(Execution execution, byte[] input) throws IOException {
        if (input.length <= AT_ONCE) {
            give(execution, input);
            return;
        }
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                give(execution, input);
                            } catch (IOException | AssertionError e) {
                                // The command is over, or the guest lost: who waits for it is told.
                            }
                        },
                        "guest-input");
        thread.setDaemon(true);
        thread.start();
    }

    private static void give(Execution execution, byte[] input) throws IOException {
        try (OutputStream stdin = execution.stdin()) {
            stdin.write(input);
        }
    }
}
