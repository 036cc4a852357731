package org.qemu.functional.atf.internal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.qemu.functional.settings.HarnessSettings;

/** Where configuration variables come from. */
public interface VariableSource {
    /** The current source. */
    AtomicReference<VariableSource> CURRENT = new AtomicReference<>(VariableSource::ofHost);

    /** Return the source of this program. */
    static VariableSource current() {
        return CURRENT.get();
    }

    /** Use the variables that were passed with {@code -v}, until the returned action is run. */
    static Runnable use(Map<String, String> variables) {
        VariableSource before = CURRENT.getAndSet(name -> Optional.ofNullable(variables.get(name)));
        return () -> CURRENT.set(before);
    }

    /** Return the value of a variable, or nothing if it is not set. */
    Optional<String> find(String name);

    /** Return the value of a variable. */
    default String require(String name) {
        return find(name)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        ("the configuration variable '%s' is not set: pass it with kyua's"
                                                        + " -v test_suites.<suite>.%s=…, or as -D%s=… or TEST_ENV_%s"
                                                        + " without kyua")
                                                .formatted(name, name, name, name)));
    }

    private static Optional<String> ofHost(String name) {
        Map<String, String> environment = HarnessSettings.current().environment();
        return (name.isEmpty()
                        ? Optional.<String>empty()
                        : Optional.ofNullable(System.getProperty(name)))
                .or(() -> Optional.ofNullable(environment.get("TEST_ENV_" + name)))
                .or(() -> Optional.ofNullable(environment.get(name)));
    }
}
