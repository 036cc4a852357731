package org.qemu.functional;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * Keeps the environment variables that a test's run depended on, so that the command that runs it
 * again sets them: the {@code rerun} entry of a failed test, and its {@code rerun.sh}.
 */
public final class RerunVariables {
    private static final Namespace NAMESPACE = Namespace.create(RerunVariables.class);

    private RerunVariables() {}

    /**
     * Have the command that runs a test again set a variable; for the context of a class, all tests
     * in it.
     *
     * @throws IllegalArgumentException if the name is none of a variable of a shell
     */
    public static void set(ExtensionContext context, String name, String value) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException(
                    "'%s' cannot be the name of a variable".formatted(name));
        }
        // Each context has its own: a variable of one test is none of its siblings'.
        Values values =
                store(context).computeIfAbsent(Values.class, key -> new Values(), Values.class);
        values.all.put(name, value);
    }

    /** Those of a test and of the classes around it. */
    static Map<String, String> of(ExtensionContext context) {
        Map<String, String> all = new LinkedHashMap<>();
        Optional<ExtensionContext> next = Optional.of(context);
        while (next.isPresent()) {
            Values values = store(next.get()).get(Values.class, Values.class);
            if (values != null) {
                values.copy().forEach(all::putIfAbsent);
            }
            next = next.get().getParent();
        }
        return all;
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE.append(context.getUniqueId()));
    }

    /** Tests of a class may run at the same time. */
    private static final class Values {
        private final Map<String, String> all = Collections.synchronizedMap(new LinkedHashMap<>());

        Map<String, String> copy() {
            synchronized (all) {
                return new LinkedHashMap<>(all);
            }
        }
    }
}
