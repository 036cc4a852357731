package org.qemu.functional.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HarnessSettingsTest {
    private static final String VARIABLE = "QEMU_TEST_CACHE_DIR";
    private static final String PROPERTY = "qemu.test.cache.dir";

    /** Variables that programs of this project set for each other. */
    private static final Set<String> OURS = Set.of("QEMU_TEST_STARTED_BY");

    private static Optional<String> cacheDir(
            Map<String, String> variables, Function<String, Optional<String>> parameters) {
        return Optional.ofNullable(
                HarnessSettings.of(variables, parameters).environment().get(VARIABLE));
    }

    private static Optional<String> parameter(String name) {
        return Optional.of("parameter").filter(any -> name.equals(PROPERTY));
    }

    @AfterEach
    void clear() {
        System.clearProperty(PROPERTY);
    }

    @Test
    void takesASettingFromTheEnvironmentThenAParameterThenAProperty() {
        System.setProperty(PROPERTY, "property");
        assertThat(cacheDir(Map.of(), name -> Optional.empty())).hasValue("property");
        assertThat(cacheDir(Map.of(), HarnessSettingsTest::parameter)).hasValue("parameter");
        assertThat(cacheDir(Map.of(VARIABLE, "variable"), HarnessSettingsTest::parameter))
                .hasValue("variable");
    }

    @Test
    void keepsOtherVariablesAndCopiesNothingWithoutNeed() {
        Map<String, String> variables = Map.of("PATH", "/bin");
        assertThat(HarnessSettings.of(variables, name -> Optional.empty()).environment())
                .isSameAs(variables);
        assertThat(HarnessSettings.of(variables, HarnessSettingsTest::parameter).environment())
                .containsOnly(Map.entry("PATH", "/bin"), Map.entry(VARIABLE, "parameter"));
    }

    @Test
    void knowsEachVariableOfTheSources() throws IOException {
        Set<String> used = new TreeSet<>();
        Pattern variable = Pattern.compile("\"(QEMU_(?:TEST_|BUILD_|SUITE)[A-Z_]*)\"");
        try (Stream<Path> files = Files.walk(Path.of("..").toRealPath())) {
            for (Path file :
                    (Iterable<Path>) files.filter(HarnessSettingsTest::isSource)::iterator) {
                Matcher matcher = variable.matcher(Files.readString(file));
                while (matcher.find()) {
                    used.add(matcher.group(1));
                }
            }
        }
        used.removeAll(OURS);
        assertThat(SettingNames.VARIABLES).containsAll(used).doesNotHaveDuplicates();
    }

    private static boolean isSource(Path file) {
        return file.toString().contains("/src/main/java/") && file.toString().endsWith(".java");
    }
}
