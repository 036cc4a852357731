package org.qemu.functional.guest.image;

import java.util.List;

/**
 * One module of a kernel.
 *
 * @param name with {@code _} where its file may have {@code -}
 * @param path in the package and in the guest, without a slash before it
 * @param sha256 of the file
 * @param depends the names of the modules without which it cannot be loaded
 * @param soft the names or aliases of those that it works better with
 * @param aliases its other names, but for those of devices
 */
record KernelModule(
        String name,
        String path,
        String sha256,
        List<String> depends,
        List<String> soft,
        List<String> aliases) {
    private static final int FIELDS = 5;

    /** Reads what {@link #line} wrote. */
    static KernelModule parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("'" + line + "' is no line of a module");
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

    /**
     * Returns the name of the module in a file such as {@code kernel/drivers/net/ne2k-pci.ko.xz}.
     */
    static String nameOf(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        int dot = file.indexOf('.');
        return KernelModules.normalize(dot < 0 ? file : file.substring(0, dot));
    }

    private static List<String> list(String words) {
        return words.isEmpty() ? List.of() : List.of(words.split(" ", -1));
    }
}
