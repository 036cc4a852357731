package org.qemu.functional.guest.image;

import java.util.List;

/** Knows the packages that every image is made of, so that most images need no index. */
final class BasePackages {
    static final String BUSYBOX = "busybox-static";

    static final String PERL = "perl-base";

    /** What the agent needs: perl and the libraries that perl is linked with. */
    static final List<String> AGENT = List.of("libc6", "libcrypt1", PERL);

    private static final String RESOURCE = "base-packages.txt";

    private BasePackages() {}

    /** Returns them in the order of their names. */
    static List<DebianPackage> of(GuestArchitecture architecture) {
        String prefix = architecture.target() + " ";
        return Resources.text(RESOURCE)
                .lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> DebianPackage.parse(line.substring(prefix.length())))
                .toList();
    }

    /** Returns one of them. */
    static DebianPackage named(GuestArchitecture architecture, String name) {
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
