package org.qemu.functional.guest.internal.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** Split a stream that arrives in pieces into lines, and keep the first 4096 bytes of each. */
final class LineSplitter {
    private static final int LONGEST = 4096;

    private final Consumer<String> taker;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LineSplitter(Consumer<String> taker) {
        this.taker = taker;
    }

    synchronized void received(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                taker.accept(line.toString(UTF_8));
                line.reset();
            } else if (line.size() < LONGEST) {
                line.write(bytes[i]);
            }
        }
    }
}
