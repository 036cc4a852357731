package org.qemu.functional.machine;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The value of {@code -cpu}, held against the models that a QEMU lists. */
final class CpuModel {
    /** Taken on many targets without being listed on all. */
    private static final Set<String> GENERAL = Set.of("host", "max", "help", "?");

    /** A type of QEMU's object model, or a PVR of PowerPC: see {@code cpu_class_by_name()}. */
    private static final Pattern OTHER = Pattern.compile("[\\w.+-]+-cpu|[0-9a-fA-F]{8}");

    private CpuModel() {}

    /** Return the model's name without the features behind it. */
    static String name(String value) {
        int comma = value.indexOf(',');
        return comma < 0 ? value : value.substring(0, comma);
    }

    /** Whether a model may be there; some targets do not look at case. */
    static boolean isKnown(String name, Set<String> listed) {
        return listed.isEmpty()
                || listed.contains(name)
                || GENERAL.contains(name)
                || OTHER.matcher(name).matches()
                || listed.stream()
                        .anyMatch(
                                model ->
                                        model.toLowerCase(Locale.ROOT)
                                                .equals(name.toLowerCase(Locale.ROOT)));
    }
}
