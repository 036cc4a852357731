package org.qemu.functional.nativetest.internal.coverage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The counters that a JVM wrote, with the notes that the compiler wrote, in groups by the folder in
 * which the compiler ran: relative paths of sources start there.
 *
 * @param compiledIn the folder in which the compiler ran
 * @param folder the folder of the files
 */
record CounterFiles(Path compiledIn, Path folder) {
    /** The head of a file of notes: magic, version and others, then a string; see gcov-io.h. */
    private static final int HEAD = 4096;

    private static final int NUMBERS = 12;

    /**
     * Move counters to a folder for each group, and copy the notes beside them.
     *
     * @param counters the folder that was GCOV_PREFIX: below it, each file has the path at which
     *     the compiler expected it
     * @param target the folder for the groups
     */
    static List<CounterFiles> group(Path counters, Path target) throws IOException {
        Map<Path, CounterFiles> groups = new TreeMap<>();
        for (Path file : files(counters)) {
            Path relative = counters.relativize(file);
            String name = relative.getFileName().toString().replaceAll("gcda$", "gcno");
            Path notes = Path.of("/").resolve(relative).resolveSibling(name);
            Path compiledIn = compiledIn(notes);
            CounterFiles group =
                    groups.computeIfAbsent(
                            compiledIn,
                            key ->
                                    new CounterFiles(
                                            key, target.resolve(Integer.toString(groups.size()))));
            Path moved = group.folder().resolve(relative);
            Files.createDirectories(moved.getParent());
            Files.move(file, moved);
            Files.copy(notes, moved.resolveSibling(name));
        }
        return new ArrayList<>(groups.values());
    }

    private static List<Path> files(Path counters) throws IOException {
        try (Stream<Path> all = Files.walk(counters)) {
            return all.filter(file -> file.toString().endsWith(".gcda")).sorted().toList();
        }
    }

    /** Return the folder in which the compiler ran; the root folder if the notes do not say. */
    private static Path compiledIn(Path notes) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(notes)) {
            head = in.readNBytes(HEAD);
        }
        int start = NUMBERS;
        // gcc 12 has one number more than earlier versions.
        while (start < head.length && start < 2 * NUMBERS && head[start] != '/') {
            start++;
        }
        int end = start;
        while (end < head.length && head[end] != 0) {
            end++;
        }
        String text = new String(head, start, end - start, UTF_8);
        return Path.of(text.startsWith("/") ? text : "/");
    }
}
