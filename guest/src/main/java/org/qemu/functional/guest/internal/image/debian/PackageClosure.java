package org.qemu.functional.guest.internal.image.debian;

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
import org.qemu.functional.guest.image.ImageException;
import org.qemu.functional.text.NameSuggestions;

/** Compute the dependencies of packages. */
public final class PackageClosure {
    /**
     * Packages that are omitted unless they are requested by name. A guest has no package manager
     * and runs no maintainer scripts; its init is that of busybox; busybox provides the commands
     * that packages assume to exist; and there are no logins.
     */
    private static final Set<String> LEFT_OUT =
            Set.of(
                    // used only by maintainer scripts
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
                    // other init systems and login services
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
                    // only documentation
                    "gcc-12-base");

    private final PackageIndex index;
    private final Map<String, DebianPackage> chosen = new LinkedHashMap<>();

    private PackageClosure(PackageIndex index) {
        this.index = index;
    }

    /**
     * Return the packages with these names and all dependencies, sorted by name. Of alternatives,
     * the first that exists is used.
     *
     * @throws ImageException if a package does not exist; the message lists similar names
     */
    public static List<DebianPackage> of(PackageIndex index, Collection<String> names) {
        PackageClosure closure = new PackageClosure(index);
        closure.addAll(new TreeSet<>(names));
        return closure.chosen.values().stream()
                .sorted(Comparator.comparing(DebianPackage::name))
                .toList();
    }

    /**
     * Return data that changes whenever the omitted packages do, so that older results are not
     * used.
     */
    public static String rules() {
        return String.join(" ", new TreeSet<>(LEFT_OUT));
    }

    private void addAll(Collection<String> names) {
        Deque<PackageRecord> rest = new ArrayDeque<>();
        for (String name : names) {
            PackageRecord found = find(name);
            if (found == null) {
                throw new ImageException(
                        "Debian 12 has no package '%s'; similar names are %s"
                                .formatted(
                                        name,
                                        String.join(
                                                ", ", NameSuggestions.of(name, index.names()))));
            }
            rest.add(found);
        }
        // Requested packages take precedence when an alternative is chosen.
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

    /** Find a package; a real one takes precedence over those that provide its name. */
    private @Nullable PackageRecord find(String name) {
        PackageRecord real = index.named(name);
        if (real != null) {
            return real;
        }
        List<PackageRecord> others = index.providing(name);
        return others.isEmpty() ? null : others.get(0);
    }
}
