package org.qemu.functional.asset.internal.progress;

import java.io.PrintStream;
import java.util.function.LongSupplier;
import org.qemu.functional.text.SafeText;

/** Prints lines for a log: events when they happen, and the overall progress if there are none. */
final class LineProgress extends Progress {
    /** CI systems cancel a job that prints nothing for long; ten seconds suit people, too. */
    static final long SILENCE = 10_000_000_000L;

    /** Maximum number of lines about single files at a time. */
    private static final int MOST_FILES = 4;

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private final ProgressFormatter meter;
    private long last;

    LineProgress(PrintStream out, LongSupplier nanoTime) {
        super(new TransferTable());
        this.out = out;
        this.nanoTime = nanoTime;
        this.meter = new ProgressFormatter(files());
        this.last = nanoTime.getAsLong();
    }

    @Override
    synchronized void tick() {
        long now = nanoTime.getAsLong();
        meter.update(now);
        if (now - last < SILENCE || meter.running().isEmpty()) {
            return;
        }
        meter.running().stream()
                .limit(MOST_FILES)
                .forEach(
                        file ->
                                out.println(
                                        SafeText.line(
                                                "... %s: %s"
                                                        .formatted(file.name(), meter.of(file)))));
        out.println("... " + meter.ofAll());
        last = now;
    }

    @Override
    synchronized void print(String line, boolean lasting) {
        out.println(line);
        last = nanoTime.getAsLong();
    }

    @Override
    void finish() {
        out.flush();
    }
}
