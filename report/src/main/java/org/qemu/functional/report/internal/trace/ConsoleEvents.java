package org.qemu.functional.report.internal.trace;

import java.io.IOException;

/** Receives what a console has printed, and what was typed. */
@FunctionalInterface
public interface ConsoleEvents {
    /**
     * Receive a piece of text.
     *
     * @param t seconds since the beginning of the trace
     * @param type {@code o} for output, {@code i} for input
     */
    void event(double t, String type, String text) throws IOException;
}
