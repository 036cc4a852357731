package org.qemu.functional.guest.internal.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Add busybox and its commands to an image.
 *
 * <p>Debian's static busybox starts quickly, but its shell, {@code env}, {@code timeout} and
 * similar commands run busybox's own commands even if another program has the same name. Debian's
 * dynamic busybox does not. Therefore guests with packages use the dynamic one; the static one is
 * used for booting.
 */
public final class BusyboxInstaller {
    /** The package that {@link PackageSets} adds to all other packages. */
    public static final String DYNAMIC = "busybox";

    private static final String STATIC_PLACE = "usr/lib/guest/busybox";
    private static final String PLACE = "usr/bin/busybox";
    private static final String IN_PACKAGE = "bin/busybox";
    private static final int PROGRAM = 0755;

    private BusyboxInstaller() {}

    /**
     * Add busybox and its commands, after all packages.
     *
     * @param unpacked the folder with a subfolder for each package
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
