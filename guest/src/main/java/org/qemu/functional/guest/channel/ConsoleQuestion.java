package org.qemu.functional.guest.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line that was typed on a console, and what came of it so far. */
final class ConsoleQuestion {
    /** Numbers and sums, and the end that the shell puts behind them. */
    private static final Pattern ANSWER = Pattern.compile("(?:([0-9a-f. -]+) )?;");

    private final int number;
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();

    /** Guarded by this. */
    private final List<String> data = new ArrayList<>();

    private volatile int dataLines;

    ConsoleQuestion(int number) {
        this.number = number;
    }

    /** By which its answers are known. */
    int number() {
        return number;
    }

    /** Completes with the line that ends it. */
    CompletableFuture<String> answer() {
        return answer;
    }

    /** Completes with its first line of data. */
    CompletableFuture<Boolean> begun() {
        return begun;
    }

    /**
     * Take a line without mark and number: data after a {@code =}, else the answer. An answer
     * counts if it is whole: the kernel may write into one.
     */
    synchronized void take(String line) {
        if (line.startsWith("=")) {
            data.add(line.substring(1));
            dataLines++;
            begun.complete(true);
            return;
        }
        Matcher whole = ANSWER.matcher(line);
        if (whole.matches()) {
            answer.complete(whole.group(1) == null ? "" : whole.group(1));
        }
    }

    /** Return the lines of data so far, those that the kernel wrote into among them. */
    synchronized List<String> data() {
        return List.copyOf(data);
    }

    /** Return how many lines of data have come: whether it gets on. */
    int dataLines() {
        return dataLines;
    }
}
