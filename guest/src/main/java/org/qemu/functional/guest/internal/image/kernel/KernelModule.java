package org.qemu.functional.guest.internal.image.kernel;

import java.util.List;

/**
 * A module of a kernel.
 *
 * @param name the name with {@code _} where its file may have {@code -}
 * @param path the path in the package and in the guest, without a leading slash
 * @param sha256 the hash of the file
 * @param depends the names of required modules
 * @param soft the names or aliases of optional modules
 * @param aliases its other names, except those of devices
 */
public record KernelModule(
        String name,
        String path,
        String sha256,
        List<String> depends,
        List<String> soft,
        List<String> aliases) {
    private static final int FIELDS = 5;

    /** Parse the output of {@link #line}. */
    static KernelModule parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("'" + line + "' is not a line for a module");
        }
        return new KernelModule(
                nameOf(fields[0]),
                fields[0],
                fields[1],
                list(fields[2]),
                list(fields[3]),
                list(fields[4]));
    }

    String line() {
        return String.join(
                "\t",
                path,
                sha256,
                String.join(" ", depends),
                String.join(" ", soft),
                String.join(" ", aliases));
    }

    /** Return the module name for a file such as {@code kernel/drivers/net/ne2k-pci.ko.xz}. */
    static String nameOf(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        int dot = file.indexOf('.');
        return KernelModules.normalize(dot < 0 ? file : file.substring(0, dot));
    }

    private static List<String> list(String words) {
        return words.isEmpty() ? List.of() : List.of(words.split(" ", -1));
    }
}
