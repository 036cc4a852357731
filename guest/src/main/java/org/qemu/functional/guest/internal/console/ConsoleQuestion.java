package org.qemu.functional.guest.internal.console;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line that was typed on a console, and the response so far. */
final class ConsoleQuestion {
    /** Numbers and checksums, followed by the end mark of the shell. */
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

    /** Return the number that identifies its answers. */
    int number() {
        return number;
    }

    /** Return a future that completes with the final line. */
    CompletableFuture<String> answer() {
        return answer;
    }

    /** Return a future that completes with the first line of data. */
    CompletableFuture<Boolean> begun() {
        return begun;
    }

    /**
     * Receive a line without mark and number: data if it begins with {@code =}, else the answer. An
     * answer is accepted only if it is complete, because kernel messages may interrupt it.
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

    /** Return the lines of data so far, including those that kernel messages interrupted. */
    synchronized List<String> data() {
        return List.copyOf(data);
    }

    /** Return the number of lines of data, which shows progress. */
    int dataLines() {
        return dataLines;
    }
}
