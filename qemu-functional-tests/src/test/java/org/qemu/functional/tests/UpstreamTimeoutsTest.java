package org.qemu.functional.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks that no ported test has a shorter timeout than in QEMU's own meson.build. */
class UpstreamTimeoutsTest {
    private static final Path SOURCES = Path.of("src/main/java/org/qemu/functional/tests");
    private static final Pattern LIST =
            Pattern.compile("tests_\\w+_(?:quick|thorough) = \\[([^]]*)]");
    private static final Pattern NAME = Pattern.compile("'(\\w+)'");
    private static final Pattern TIMEOUTS = Pattern.compile("timeouts_\\w+ = \\{([^}]*)}");
    private static final Pattern TIMEOUT = Pattern.compile("'(\\w+)': (\\d+)");
    private static final Pattern DEFAULT =
            Pattern.compile("^default_timeout = (\\d+)$", Pattern.MULTILINE);

    /**
     * A row of the table: {@code name} is that of the ported test, or the name that it would have.
     */
    private record Row(String folder, String name, int seconds, boolean ported) {
        static Row of(String line) {
            String[] columns = line.split(" ", -1);
            String last = columns[columns.length - 1];
            return new Row(
                    columns[0],
                    columns.length == 4 && !last.equals("-") ? last : columns[1],
                    Integer.parseInt(columns[2]),
                    !last.equals("-"));
        }
    }

    @Test
    void noTimeoutIsBelowUpstreams() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Row row : rows()) {
            Optional<Integer> ours = Optional.ofNullable(timeouts(row.folder()).get(row.name()));
            if (ours.isEmpty() && row.ported()) {
                wrong.add(
                        "%s/%s is in no list: correct its name in upstream-timeouts.txt"
                                .formatted(row.folder(), row.name()));
            } else if (ours.isPresent() && ours.get() < row.seconds()) {
                wrong.add(
                        "%s/%s has %d s, upstream %d s: raise timeouts_%s"
                                .formatted(
                                        row.folder(),
                                        row.name(),
                                        ours.get(),
                                        row.seconds(),
                                        row.folder()));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void theTableHasARowForEachFileUpstream() throws IOException {
        assertThat(rows()).hasSizeGreaterThanOrEqualTo(167).doesNotHaveDuplicates();
    }

    private static List<Row> rows() throws IOException {
        try (InputStream table =
                Objects.requireNonNull(
                        UpstreamTimeoutsTest.class.getResourceAsStream("upstream-timeouts.txt"))) {
            return new String(table.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Row::of)
                    .toList();
        }
    }

    /**
     * Return the timeout in seconds of each test in a folder; none if the folder does not exist.
     */
    private static Map<String, Integer> timeouts(String folder) throws IOException {
        Map<String, Integer> seconds = new HashMap<>();
        Path file = SOURCES.resolve(folder).resolve("meson.build");
        if (!Files.exists(file)) {
            return seconds;
        }
        String text = Files.readString(file);
        int ofOthers = defaultTimeout();
        LIST.matcher(text)
                .results()
                .flatMap(list -> NAME.matcher(list.group(1)).results())
                .forEach(name -> seconds.put(name.group(1), ofOthers));
        TIMEOUTS.matcher(text)
                .results()
                .flatMap(table -> TIMEOUT.matcher(table.group(1)).results())
                .forEach(entry -> seconds.put(entry.group(1), Integer.parseInt(entry.group(2))));
        return seconds;
    }

    private static int defaultTimeout() throws IOException {
        Matcher found = DEFAULT.matcher(Files.readString(Path.of("../meson.build")));
        assertThat(found.find()).as("default_timeout in meson.build").isTrue();
        return Integer.parseInt(found.group(1));
    }
}
