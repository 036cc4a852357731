package org.qemu.functional.guest.internal.image;

import java.util.List;
import org.qemu.functional.guest.image.GuestArchitecture;
import org.qemu.functional.guest.internal.image.debian.DebianPackage;

/** List the packages of every image, so that most images need no package index. */
public final class BasePackages {
    public static final String BUSYBOX = "busybox-static";

    public static final String PERL = "perl-base";

    /** The agent's dependencies: perl and its shared libraries. */
    static final List<String> AGENT = List.of("libc6", "libcrypt1", PERL);

    private static final String RESOURCE = "base-packages.txt";

    private BasePackages() {}

    /** Return the packages sorted by name. */
    static List<DebianPackage> of(GuestArchitecture architecture) {
        String prefix = architecture.target() + " ";
        return ImageResources.text(RESOURCE)
                .lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> DebianPackage.parse(line.substring(prefix.length())))
                .toList();
    }

    /** Return one of the packages. */
    public static DebianPackage named(GuestArchitecture architecture, String name) {
        return of(architecture).stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "%s has no '%s' of %s"
                                                .formatted(RESOURCE, name, architecture)));
    }
}
