package org.qemu.functional;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * Store environment variables that a test's run depended on, so that the command that runs it again
 * sets them: the {@code rerun} entry of a failed test, and its {@code rerun.sh}.
 */
public final class RerunVariables {
    private static final Namespace NAMESPACE = Namespace.create(RerunVariables.class);

    private RerunVariables() {}

    /**
     * Set a variable in the command that runs a test again; in the context of a class, for all
     * tests in it.
     *
     * @throws IllegalArgumentException if the name is not valid for a shell variable
     */
    public static void set(ExtensionContext context, String name, String value) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException(
                    "'%s' is not a valid name of a shell variable".formatted(name));
        }
        // Use values per context, so that a test's variable does not affect its siblings.
        Values values =
                store(context).computeIfAbsent(Values.class, key -> new Values(), Values.class);
        values.all.put(name, value);
    }

    /** Return the variables of a test and of its enclosing classes. */
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

    /** Thread-safe, because tests of a class may run concurrently. */
    private static final class Values {
        private final Map<String, String> all = Collections.synchronizedMap(new LinkedHashMap<>());

        Map<String, String> copy() {
            synchronized (all) {
                return new LinkedHashMap<>(all);
            }
        }
    }
}
