package org.qemu.functional.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that every name in the middle column of {@code docs/porting.md} exists. */
class PortingMapTest {
    private static final Path TOP = Path.of("").toAbsolutePath().getParent();
    private static final Pattern ROW = Pattern.compile("\\| (.+?) \\| (.+?) \\| ?(.*?) ?\\|");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]+");
    private static final Pattern MEMBER = Pattern.compile("([A-Z]\\w+)(?:\\.(\\w+))?");

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("org.qemu.functional");

    private record Row(String theirs, List<String> ours) {}

    private static List<Row> rows(String text) {
        List<Row> rows = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()
                    && !row.group(1).equals("Python")
                    && !row.group(1).startsWith("---")) {
                rows.add(
                        new Row(
                                row.group(1),
                                NAME.matcher(row.group(2))
                                        .results()
                                        .map(m -> m.group(1))
                                        .toList()));
            }
        }
        return rows;
    }

    private static String map() throws IOException {
        return Files.readString(TOP.resolve("docs/porting.md"));
    }

    @Test
    void everyNameOfTheMapIsThere() throws IOException {
        List<String> gone = new ArrayList<>();
        for (Row row : rows(map())) {
            if (row.ours().isEmpty()) {
                gone.add("%s: nothing named".formatted(row.theirs()));
            }
            for (String name : row.ours()) {
                if (!isThere(name)) {
                    gone.add("%s: '%s'".formatted(row.theirs(), name));
                }
            }
        }
        assertThat(gone).isEmpty();
    }

    @Test
    void tellsHowManyRowsThereAre() throws IOException {
        String map = map();
        assertThat(map).contains("framework offers: %d rows.".formatted(rows(map).size()));
    }

    @Test
    void noticesWhatIsNotThere() throws IOException {
        for (String name :
                List.of(
                        "QemuMachine.fly",
                        "QemuSpaceship",
                        "@SkipAlways",
                        "QEMU_TEST_NONESUCH",
                        "make nonesuch",
                        "--nonesuch",
                        "scripts/nonesuch")) {
            assertThat(isThere(name)).as(name).isFalse();
        }
        assertThat(rows("| `a` | nothing | |")).containsExactly(new Row("`a`", List.of()));
    }

    private static boolean isThere(String name) throws IOException {
        if (name.startsWith("make ")) {
            String target = Pattern.quote(name.substring(5).replace("<target>", "%"));
            return Pattern.compile("(?m)^" + target + ":").matcher(read("Makefile")).find();
        }
        if (name.startsWith("@")) {
            return classes(name.substring(1)).anyMatch(JavaClass::isAnnotation);
        }
        if (name.startsWith("--")) {
            return read("qemu-functional-core/src/main/java/org/qemu/functional/launch/Arguments.java")
                    .contains('"' + name + '"');
        }
        if (name.contains("/")) {
            return Files.exists(TOP.resolve(name));
        }
        if (VARIABLE.matcher(name).matches()) {
            return isRead(name);
        }
        Matcher member = MEMBER.matcher(name);
        return member.matches()
                && classes(member.group(1))
                        .anyMatch(type -> member.group(2) == null || has(type, member.group(2)));
    }

    private static Stream<JavaClass> classes(String simpleName) {
        return CLASSES.stream().filter(type -> type.getSimpleName().equals(simpleName));
    }

    private static boolean has(JavaClass type, String member) {
        return type.getAllMethods().stream().anyMatch(method -> method.getName().equals(member))
                || type.getAllFields().stream().anyMatch(field -> field.getName().equals(member));
    }

    /** Return whether a program, the build or a script reads a variable. */
    private static boolean isRead(String variable) throws IOException {
        if (Pattern.compile("\\$\\(" + variable + "\\)|'\\$\\(" + variable + "\\)'")
                .matcher(read("Makefile"))
                .find()) {
            return true;
        }
        Pattern inScript = Pattern.compile("\\$\\{?" + variable + "\\b");
        try (Stream<Path> scripts = Files.list(TOP.resolve("scripts"))) {
            for (Path script : scripts.filter(Files::isRegularFile).toList()) {
                if (inScript.matcher(Files.readString(script)).find()) {
                    return true;
                }
            }
        }
        for (String module :
                List.of(
                        "common",
                        "archives",
                        "assets",
                        "machine",
                        "qemu-functional-core",
                        "qemu-functional-tests",
                        "precache")) {
            try (Stream<Path> sources = Files.walk(TOP.resolve(module + "/src/main"))) {
                for (Path source : sources.filter(f -> f.toString().endsWith(".java")).toList()) {
                    if (Files.readString(source).contains('"' + variable + '"')) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static String read(String file) throws IOException {
        return Files.readString(TOP.resolve(file));
    }
}
