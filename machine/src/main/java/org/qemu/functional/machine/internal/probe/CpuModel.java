package org.qemu.functional.machine.internal.probe;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Compare the value of {@code -cpu} with the models that a QEMU lists. */
public final class CpuModel {
    /** Accepted on many targets, but not listed on all of them. */
    private static final Set<String> GENERAL = Set.of("host", "max", "help", "?");

    /** A QOM type name, or a PowerPC PVR: see {@code cpu_class_by_name()}. */
    private static final Pattern OTHER = Pattern.compile("[\\w.+-]+-cpu|[0-9a-fA-F]{8}");

    private CpuModel() {}

    /** Return the model's name without the features that follow it. */
    public static String name(String value) {
        int comma = value.indexOf(',');
        return comma < 0 ? value : value.substring(0, comma);
    }

    /** Return whether a model may exist. Case is ignored, because some targets ignore it. */
    public static boolean isKnown(String name, Set<String> listed) {
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
