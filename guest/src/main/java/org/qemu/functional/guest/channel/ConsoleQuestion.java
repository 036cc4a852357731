package org.qemu.functional.guest.channel;

import java.util.concurrent.CompletableFuture;

/** A line that was typed on a console, and what came of it so far. */
final class ConsoleQuestion {
    private final int number;
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
    private final StringBuilder data = new StringBuilder();
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

    /** Take a line without mark and number: data after a {@code =}, else the answer. */
    synchronized void take(String line) {
        if (line.startsWith("=")) {
            data.append(line, 1, line.length());
            dataLines++;
            begun.complete(true);
        } else {
            answer.complete(line);
        }
    }

    /** The data of all lines so far. */
    synchronized String data() {
        return data.toString();
    }

    /** How many lines of data have come: whether it gets on. */
    int dataLines() {
        return dataLines;
    }
}
