package org.qemu.functional.settings;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.qemu.functional.settings.internal.ProgramLocal;

/**
 * Hold the settings by which a user configures a program of the harness, under the names of their
 * environment variables. No other class reads the environment, so that every setting can be given
 * in a test.
 *
 * <p>A setting that is not in the environment is taken from the parameter of the test framework
 * with the same name in lower case with dots, {@code qemu.test.cache.dir} for {@code
 * QEMU_TEST_CACHE_DIR}, see {@link #useParameters}, or else from the system property of that name.
 *
 * @param environment the variables by name; cannot be changed
 */
public record HarnessSettings(Map<String, String> environment) {
    private static volatile HarnessSettings current = of(System.getenv(), name -> Optional.empty());

    private static final ProgramLocal<HarnessSettings> BUNDLED = new ProgramLocal<>();

    /** Return those of this program. */
    public static HarnessSettings current() {
        return BUNDLED.find().orElse(current);
    }

    /**
     * Replace some variables for the program of the calling thread, which is one of several in this
     * JVM: see {@link ProgramLocal#beginProgram}.
     */
    public static void override(Map<String, String> variables) {
        Map<String, String> changed = new HashMap<>(current().environment());
        changed.putAll(variables);
        BUNDLED.set(new HarnessSettings(Map.copyOf(changed)));
    }

    /**
     * Use parameters of a test framework, such as JUnit's configuration parameters, for settings
     * that neither the environment nor a system property sets. Call this before the first test:
     * settings that were read before, such as the time-outs' scale, do not change.
     *
     * @param parameters returns the value of a parameter, such as {@code qemu.test.cache.dir}
     */
    public static void useParameters(Function<String, Optional<String>> parameters) {
        current = of(System.getenv(), parameters);
    }

    static HarnessSettings of(
            Map<String, String> variables, Function<String, Optional<String>> parameters) {
        Map<String, String> missing = new HashMap<>();
        for (String variable : SettingNames.VARIABLES) {
            if (!variables.containsKey(variable)) {
                String property = SettingNames.property(variable);
                parameters
                        .apply(property)
                        .or(() -> Optional.ofNullable(System.getProperty(property)))
                        .ifPresent(value -> missing.put(variable, value));
            }
        }
        if (missing.isEmpty()) {
            return new HarnessSettings(variables);
        }
        missing.putAll(variables);
        return new HarnessSettings(Map.copyOf(missing));
    }
}
