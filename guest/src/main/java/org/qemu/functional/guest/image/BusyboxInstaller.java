package org.qemu.functional.guest.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Adds busybox and its commands.
 *
 * <p>Debian's static busybox starts quickly, but its shell, {@code env}, {@code timeout} and the
 * like run its own commands even where there is a program of the same name. Debian's other busybox
 * does not. So that one is what a guest with packages has; the static one is there for the start.
 */
final class BusyboxInstaller {
    /** The package that {@link PackageSets} adds to any other. */
    static final String DYNAMIC = "busybox";

    private static final String STATIC_PLACE = "usr/lib/guest/busybox";
    private static final String PLACE = "usr/bin/busybox";
    private static final String IN_PACKAGE = "bin/busybox";
    private static final int PROGRAM = 0755;

    private BusyboxInstaller() {}

    /**
     * Adds them after all packages.
     *
     * @param unpacked has a folder for each package
     */
    static void add(RootTree tree, Path unpacked) throws IOException {
        byte[] fast = program(unpacked, BasePackages.BUSYBOX);
        tree.file(STATIC_PLACE, new Content.Bytes(fast), PROGRAM);
        if (tree.has(PLACE)) {
            GuestRoot.addApplets(tree, "busybox", BusyboxApplets.of(program(unpacked, DYNAMIC)));
        } else {
            tree.link(PLACE, "/" + STATIC_PLACE);
        }
        GuestRoot.addApplets(tree, "/" + STATIC_PLACE, BusyboxApplets.of(fast));
    }

    private static byte[] program(Path unpacked, String name) throws IOException {
        return Files.readAllBytes(unpacked.resolve(name).resolve(IN_PACKAGE));
    }
}
