package org.qemu.functional.guest.internal.image.kernel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.image.ImageException;
import org.qemu.functional.text.NameSuggestions;

/** The modules of a kernel and their dependencies, as depmod computes them. */
public final class KernelModules {
    private static final String GENERIC = "_generic";

    private final String release;
    private final Map<String, KernelModule> modules = new HashMap<>();
    private final Map<String, List<KernelModule>> aliases = new HashMap<>();
    private final Set<String> builtin;

    /**
     * Create a collection of modules.
     *
     * @param builtin the names of modules that are built into the kernel
     */
    KernelModules(String release, Collection<KernelModule> modules, Collection<String> builtin) {
        this.release = release;
        this.builtin = Set.copyOf(builtin);
        for (KernelModule module : modules) {
            this.modules.put(module.name(), module);
            for (String alias : module.aliases()) {
                aliases.computeIfAbsent(alias, name -> new ArrayList<>()).add(module);
            }
        }
    }

    /** Normalize a name as the kernel does, which treats {@code -} and {@code _} as equal. */
    public static String normalize(String name) {
        return name.replace('-', '_');
    }

    /**
     * Return the requested modules and their dependencies in loading order. Built-in modules are
     * omitted.
     *
     * @throws ImageException if the kernel has no such module; the message lists similar names
     */
    public List<KernelModule> closure(Collection<String> names) {
        Set<KernelModule> ordered = new LinkedHashSet<>();
        for (String name : names) {
            String normal = normalize(name);
            KernelModule module = modules.get(normal);
            if (module != null) {
                add(module, ordered, new LinkedHashSet<>());
            } else if (!builtin.contains(normal)) {
                throw unknown(name);
            }
        }
        return List.copyOf(ordered);
    }

    private void add(KernelModule module, Set<KernelModule> ordered, Set<KernelModule> above) {
        if (ordered.contains(module) || !above.add(module)) {
            return;
        }
        for (String soft : module.soft()) {
            KernelModule found = byNameOrAlias(soft);
            if (found != null) {
                add(found, ordered, above);
            }
        }
        for (String name : module.depends()) {
            KernelModule found = modules.get(name);
            if (found != null) {
                add(found, ordered, above);
            } else if (!builtin.contains(name)) {
                throw new ImageException(
                        "the module '%s' needs '%s', which the kernel %s does not have"
                                .formatted(module.name(), name, release));
            }
        }
        ordered.add(module);
    }

    /**
     * Find a module. Of several modules with one alias, prefer the generic one, which works on any
     * CPU.
     */
    private @Nullable KernelModule byNameOrAlias(String name) {
        KernelModule module = modules.get(name);
        if (module != null) {
            return module;
        }
        List<KernelModule> candidates = aliases.getOrDefault(name, List.of());
        return candidates.stream()
                .filter(candidate -> candidate.name().endsWith(GENERIC))
                .findFirst()
                .orElse(candidates.isEmpty() ? null : candidates.get(0));
    }

    private ImageException unknown(String name) {
        List<String> all = new ArrayList<>(modules.keySet());
        all.addAll(builtin);
        return new ImageException(
                "the kernel %s has no module '%s'; similar names are %s"
                        .formatted(
                                release,
                                name,
                                String.join(", ", NameSuggestions.of(normalize(name), all))));
    }
}
