package org.qemu.functional.suite.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Read the lists from which meson creates tests. The build copies them into the jar, so that they
 * are maintained in one place.
 */
final class MesonLists {
    private static final Pattern ENTRY = Pattern.compile("'([\\w/]+)'");

    private static final String DEVICES = "qtest";
    private static final String GUESTS = "guest";

    private final Function<String, String> files;

    private MesonLists(Function<String, String> files) {
        this.files = files;
    }

    static MesonLists ofThisJar() {
        return new MesonLists(MesonLists::resource);
    }

    /**
     * Create lists from another source.
     *
     * @param files returns the content of a path, "" if it does not exist
     */
    static MesonLists of(Function<String, String> files) {
        return new MesonLists(files);
    }

    /** Return the QEMU targets that can have tests. */
    List<String> targets() {
        return entries("meson.build", "all_targets");
    }

    /** Return the short names of the quick classes of a folder. */
    List<String> quick(String folder) {
        return classes(folder, "quick");
    }

    /** Return the short names of the other classes of a folder. */
    List<String> thorough(String folder) {
        return classes(folder, "thorough");
    }

    /** Return the classes that test devices on a target. */
    List<String> devices(String target) {
        return ofTarget(DEVICES, "qtests_" + target);
    }

    /** Return the classes that test guests of a target. */
    List<String> guests(String target) {
        return ofTarget(GUESTS, "guests_" + target);
    }

    private List<String> ofTarget(String folder, String list) {
        return entries(folder + "/meson.build", list).stream()
                .map(entry -> className(folder, entry))
                .toList();
    }

    private List<String> classes(String folder, String speed) {
        String file = folder + "/meson.build";
        return Stream.of("tests_%s_%s", "tests_%s_user_%s")
                .flatMap(list -> entries(file, list.formatted(folder, speed)).stream())
                .map(entry -> className(folder, entry))
                .toList();
    }

    private List<String> entries(String file, String list) {
        Matcher matcher =
                Pattern.compile("(?m)^" + list + " = \\[([^]]*)]").matcher(files.apply(file));
        List<String> found = new ArrayList<>();
        if (matcher.find()) {
            Matcher entry = ENTRY.matcher(matcher.group(1).replaceAll("#.*", ""));
            while (entry.find()) {
                found.add(entry.group(1));
            }
        }
        return found;
    }

    /**
     * Convert a name as the root meson.build does: {@code empty_cpu_model} becomes {@code
     * EmptyCpuModelTest}, {@code pci/pci_bar} becomes {@code pci.PciBarTest}.
     */
    private static String className(String folder, String entry) {
        int slash = entry.lastIndexOf('/') + 1;
        String prefix = folder + "." + entry.substring(0, slash).replace('/', '.');
        return Arrays.stream(entry.substring(slash).split("_", -1))
                .map(part -> part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1))
                .collect(Collectors.joining("", prefix, "Test"));
    }

    private static String resource(String file) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        String folder = SuiteConfiguration.current().rootPackage().replace('.', '/');
        try (InputStream in = loader.getResourceAsStream(folder + "/" + file)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read '%s' from the jar".formatted(file), e);
        }
    }
}
