package org.qemu.functional.debug.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.console.Console;

/**
 * Read standard input: send it to the attached console, or, if none is attached, treat it as the
 * request to continue.
 */
final class TerminalInput {
    /** Ctrl-], as in telnet; never sent to the guest. */
    private static final int ESCAPE = 0x1d;

    private final InputStream in;
    private boolean listening;
    private final AtomicReference<@Nullable Console> attached = new AtomicReference<>();
    private final AtomicReference<CountDownLatch> goOn =
            new AtomicReference<>(new CountDownLatch(1));

    TerminalInput(InputStream in) {
        this.in = in;
    }

    /** Start to read unless already started; earlier input is not lost. */
    synchronized void listen() {
        if (!listening) {
            listening = true;
            Thread thread = new Thread(this::read, "keyboard");
            thread.setDaemon(true);
            thread.start();
        }
    }

    void attach(@Nullable Console console) {
        attached.set(console);
    }

    private void read() {
        byte[] typed = new byte[1024];
        try {
            for (int n = in.read(typed); n >= 0; n = in.read(typed)) {
                take(typed, n);
            }
        } catch (IOException e) {
            // Treated like the end of the input.
        }
        goOn.get().countDown();
    }

    private void take(byte[] typed, int length) {
        Console console = attached.get();
        for (int i = 0; i < length; i++) {
            if (typed[i] == ESCAPE || (console == null && typed[i] == '\n')) {
                goOn.get().countDown();
            } else if (console != null) {
                console.send(ByteBuffer.wrap(new byte[] {typed[i]}));
            }
        }
    }

    /**
     * Wait for Enter if no console is attached, otherwise for Ctrl-], or for the end of the input.
     */
    void awaitContinue() throws InterruptedException {
        goOn.get().await();
        goOn.set(new CountDownLatch(1));
    }
}
