package org.qemu.functional.nativetest.internal.rerun;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file in which a JVM reports the tests that it runs, one event a line, so that a crash loses
 * nothing: {@code start <id>} and {@code end <id> <status> <text>}, separated by tabs, the text in
 * Base64.
 */
public final class TestEventFile {
    private static final String START = "start";
    private static final String END = "end";
    private static final int FIELDS_OF_END = 4;

    private final Path file;

    /** Use a file, which need not exist. */
    public TestEventFile(Path file) {
        this.file = file;
    }

    /** Return the path. */
    public Path path() {
        return file;
    }

    /** Write that a test or container starts. */
    public void started(String id) {
        append(START + '\t' + id + '\n');
    }

    /** Write that a test or container has ended. */
    public void ended(String id, TestOutcome outcome) {
        String text = Base64.getEncoder().encodeToString(outcome.text().getBytes(UTF_8));
        append(END + '\t' + id + '\t' + outcome.status() + '\t' + text + '\n');
    }

    private void append(String line) {
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to '%s'".formatted(file), e);
        }
    }

    /** Return whether a test or container has started. */
    public boolean hasStarted() {
        return !lines().isEmpty();
    }

    /** Return the id of what started last and has not ended, or {@code null}. */
    public @Nullable String unfinished() {
        List<String> open = new ArrayList<>();
        for (String line : lines()) {
            String[] fields = line.split("\t", -1);
            if (fields[0].equals(START)) {
                open.add(fields[1]);
            } else {
                open.remove(fields[1]);
            }
        }
        return open.isEmpty() ? null : open.get(open.size() - 1);
    }

    /** Return the outcomes by the id of the test or container, in the order of their ends. */
    public Map<String, TestOutcome> outcomes() {
        Map<String, TestOutcome> outcomes = new LinkedHashMap<>();
        for (String line : lines()) {
            String[] fields = line.split("\t", -1);
            if (fields[0].equals(END) && fields.length == FIELDS_OF_END) {
                outcomes.put(
                        fields[1],
                        new TestOutcome(
                                TestOutcome.Status.valueOf(fields[2]),
                                new String(Base64.getDecoder().decode(fields[3]), UTF_8)));
            }
        }
        return outcomes;
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read '%s'".formatted(file), e);
        }
    }
}
