package org.qemu.functional.asset.internal.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Draws a block of lines at the end of the terminal in place, with the permanent lines above it.
 * Each frame is one write and clears only what it does not overwrite, so that nothing flickers.
 */
final class TerminalProgress extends Progress {
    static final Duration BETWEEN_FRAMES = Duration.ofMillis(100);

    private static final String ESC = "\u001b[";
    private static final String UP = ESC + "%dA";
    private static final String CLEAR_REST_OF_LINE = ESC + "K";
    private static final String CLEAR_BELOW = ESC + "J";
    private static final int MOST_FILES = 8;

    private final PrintStream out;
    private final Terminal terminal;
    private final LongSupplier nanoTime;
    private final ProgressFormatter meter;
    private final List<String> above = new ArrayList<>();
    private List<String> drawn = List.of();
    private boolean finished;

    TerminalProgress(PrintStream out, Terminal terminal, LongSupplier nanoTime) {
        super(new TransferTable());
        this.out = out;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.meter = new ProgressFormatter(files());
    }

    @Override
    synchronized void tick() {
        meter.update(nanoTime.getAsLong());
        if (!finished) {
            draw(frame());
        }
    }

    @Override
    synchronized void print(String line, boolean lasting) {
        if (lasting) {
            above.add(line);
        }
    }

    @Override
    synchronized void finish() {
        finished = true;
        draw(List.of());
    }

    private List<String> frame() {
        List<String> frame = new ArrayList<>();
        List<TransferState> running = meter.running();
        if (running.isEmpty()) {
            return frame;
        }
        // Reserve the line of totals and an empty line at the bottom: the cursor cannot move up
        // over a block that is higher than the terminal.
        int limit = Math.max(1, Math.min(MOST_FILES, terminal.height() - 3));
        int shown = running.size() <= limit ? running.size() : limit - 1;
        for (TransferState file : running.subList(0, shown)) {
            frame.add(LineFitter.of(file.name(), meter.of(file), terminal.width() - 1));
        }
        if (shown < running.size()) {
            frame.add("and %d more".formatted(running.size() - shown));
        }
        frame.add(LineFitter.cut(meter.ofAll(), terminal.width() - 1));
        return frame;
    }

    private void draw(List<String> frame) {
        if (above.isEmpty() && frame.equals(drawn)) {
            return;
        }
        StringBuilder text = new StringBuilder();
        if (!drawn.isEmpty()) {
            text.append(UP.formatted(drawn.size())).append('\r');
        }
        for (List<String> lines : List.of(above, frame)) {
            for (String line : lines) {
                text.append(line).append(CLEAR_REST_OF_LINE).append('\n');
            }
        }
        text.append(CLEAR_BELOW);
        out.print(text);
        out.flush();
        above.clear();
        drawn = frame;
    }
}
