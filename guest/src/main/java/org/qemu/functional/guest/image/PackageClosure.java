package org.qemu.functional.guest.image;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.NameSuggestions;

/** Finds all packages that some packages need. */
final class PackageClosure {
    /**
     * What a guest is better without unless it is asked for by its name. It has no package manager
     * and runs no maintainer scripts; its process 1 is busybox's; busybox has the commands that
     * packages take for granted; and nobody logs in.
     */
    private static final Set<String> LEFT_OUT =
            Set.of(
                    // only maintainer scripts use them
                    "adduser",
                    "base-files",
                    "base-passwd",
                    "debconf",
                    "debconf-2.0",
                    "debianutils",
                    "dpkg",
                    "dpkg-dev",
                    "init-system-helpers",
                    "install-info",
                    "lsb-base",
                    "passwd",
                    "perl-openssl-defaults",
                    "sensible-utils",
                    "sysvinit-utils",
                    "ucf",
                    "update-inetd",
                    // other process 1s and what sets up log-ins
                    "dbus",
                    "default-dbus-session-bus",
                    "default-dbus-system-bus",
                    "initramfs-tools",
                    "libpam-modules",
                    "libpam-modules-bin",
                    "libpam-runtime",
                    "libpam-systemd",
                    "linux-base",
                    "linux-initramfs-tool",
                    "systemd",
                    "systemd-sysv",
                    "udev",
                    // only documents
                    "gcc-12-base");

    private final PackageIndex index;
    private final Map<String, DebianPackage> chosen = new LinkedHashMap<>();

    private PackageClosure(PackageIndex index) {
        this.index = index;
    }

    /**
     * Returns the packages of those names and all that they depend on, by the first alternative
     * that there is, in the order of their names.
     *
     * @throws ImageException if there is no package of one of the names, with the nearest
     */
    static List<DebianPackage> of(PackageIndex index, Collection<String> names) {
        PackageClosure closure = new PackageClosure(index);
        closure.addAll(new TreeSet<>(names));
        return closure.chosen.values().stream()
                .sorted(Comparator.comparing(DebianPackage::name))
                .toList();
    }

    /** Changes whenever other packages are left out, so that no older result is used. */
    static String rules() {
        return String.join(" ", new TreeSet<>(LEFT_OUT));
    }

    private void addAll(Collection<String> names) {
        Deque<PackageRecord> rest = new ArrayDeque<>();
        for (String name : names) {
            PackageRecord found = find(name);
            if (found == null) {
                throw new ImageException(
                        "Debian 12 has no package '%s'; near it are %s"
                                .formatted(
                                        name,
                                        String.join(
                                                ", ", NameSuggestions.of(name, index.names()))));
            }
            rest.add(found);
        }
        // Those asked for count before an alternative is chosen.
        rest.forEach(one -> chosen.put(one.source().name(), one.source()));
        while (!rest.isEmpty()) {
            for (PackageRecord next : needsOf(rest.pop())) {
                chosen.put(next.source().name(), next.source());
                rest.add(next);
            }
        }
    }

    private List<PackageRecord> needsOf(PackageRecord one) {
        List<PackageRecord> missing = new ArrayList<>();
        for (List<String> alternatives : one.needs()) {
            if (alternatives.stream().noneMatch(this::isMet)) {
                missing.add(
                        alternatives.stream()
                                .map(this::find)
                                .filter(found -> found != null)
                                .findFirst()
                                .orElseThrow(
                                        () ->
                                                new ImageException(
                                                        "the package '%s' needs '%s', which Debian 12 does not have"
                                                                .formatted(
                                                                        one.source().name(),
                                                                        String.join(
                                                                                " | ",
                                                                                alternatives)))));
            }
        }
        return missing.stream().filter(next -> !chosen.containsKey(next.source().name())).toList();
    }

    private boolean isMet(String name) {
        return LEFT_OUT.contains(name)
                || chosen.containsKey(name)
                || index.providing(name).stream()
                        .anyMatch(other -> chosen.containsKey(other.source().name()));
    }

    /** A real package comes before those that can stand for it. */
    private @Nullable PackageRecord find(String name) {
        PackageRecord real = index.named(name);
        if (real != null) {
            return real;
        }
        List<PackageRecord> others = index.providing(name);
        return others.isEmpty() ? null : others.get(0);
    }
}
