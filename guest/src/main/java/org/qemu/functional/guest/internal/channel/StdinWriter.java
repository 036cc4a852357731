package org.qemu.functional.guest.internal.channel;

import java.io.IOException;
import java.io.OutputStream;
import org.qemu.functional.guest.channel.Execution;

/** Write the input of a command. */
public final class StdinWriter {
    /** The number of bytes that can be in flight before the command reads any. */
    private static final int AT_ONCE = 1 << 19;

    private StdinWriter() {}

    /** Write all input, on another thread if the command could block the caller. */
    public static void feed(Execution execution, byte[] input) throws IOException {
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
                                // The command has ended, or the guest is lost: a thread that waits
                                // for the command reports it.
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
