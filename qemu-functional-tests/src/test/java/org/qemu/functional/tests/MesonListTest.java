package org.qemu.functional.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the lists from which meson creates tests with the existing classes. */
class MesonListTest {
    private static final Path SOURCES = TestPrograms.SOURCES;

    /** {@code tests_<folder>_<speed> = [ … ]}, {@code tests_<folder>_user_<speed> = [ … ]}. */
    private static final Pattern LIST =
            Pattern.compile("tests_(\\w+?)(?:_user)?_(quick|thorough) = \\[([^]]*)]");

    /**
     * {@code qtests_<target> = [ … ]}, {@code guests_<target> = [ … ]}: a class can be in several
     * lists.
     */
    private static final Pattern TARGET_LIST =
            Pattern.compile("(?:qtests|guests)_(\\w+) = \\[([^]]*)]");

    private static final Pattern OF_TARGETS = Pattern.compile("(?:qtest|guest)\\..*");

    private static final Pattern TIMEOUTS = Pattern.compile("timeouts_(\\w+) = \\{([^}]*)}");
    private static final Pattern ENTRY = Pattern.compile("'([\\w/]+)'");

    /** Return the class name for an entry of a list, as meson creates it. */
    private static String className(String folder, String entry) {
        int slash = entry.lastIndexOf('/') + 1;
        String prefix = folder + "." + entry.substring(0, slash).replace('/', '.');
        return Arrays.stream(entry.substring(slash).split("_", -1))
                .map(part -> part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1))
                .collect(Collectors.joining("", prefix, "Test"));
    }

    private static Stream<Path> lists() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.endsWith("meson.build")).toList().stream();
        }
    }

    private static List<String> entries(Path file, Pattern of) {
        String folder = file.getParent().getFileName().toString();
        List<String> found = new ArrayList<>();
        try {
            Matcher list = of.matcher(Files.readString(file));
            while (list.find()) {
                if (of != TARGET_LIST) {
                    assertThat(list.group(1)).as("a list in %s", file).isEqualTo(folder);
                }
                Matcher entry = ENTRY.matcher(list.group(list.groupCount()));
                while (entry.find()) {
                    found.add(className(folder, entry.group(1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    @Test
    void listsEveryClassOnceAndNoOther() throws IOException {
        List<String> listed = lists().flatMap(file -> entries(file, LIST).stream()).toList();
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(
                        classes().filter(name -> !OF_TARGETS.matcher(name).matches()).toList());
    }

    @Test
    void listsEveryTestOfManyTargetsForSomeAndNoOther() throws IOException {
        assertThat(lists().flatMap(file -> entries(file, TARGET_LIST).stream()).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        classes().filter(name -> OF_TARGETS.matcher(name).matches()).toList());
    }

    private static Stream<String> classes() {
        return TestPrograms.names().stream();
    }

    @Test
    void givesTimeOutsToListedClassesOnly() throws IOException {
        assertThat(lists())
                .allSatisfy(file -> assertThat(listed(file)).containsAll(entries(file, TIMEOUTS)));
    }

    private static List<String> listed(Path file) {
        return Stream.of(LIST, TARGET_LIST).flatMap(of -> entries(file, of).stream()).toList();
    }
}
