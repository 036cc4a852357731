package org.qemu.functional.guest.image;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an image shall have.
 *
 * @param modules names with {@code _}
 * @param packages names
 * @param files by their absolute paths in the guest
 * @param commandLine further words, empty for none
 */
public record ImageRecipe(
        GuestArchitecture architecture,
        SortedSet<String> modules,
        SortedSet<String> packages,
        SortedMap<String, GuestFile> files,
        String commandLine) {
    /** Copies what it is given. */
    public ImageRecipe {
        modules = Collections.unmodifiableSortedSet(new TreeSet<>(modules));
        packages = Collections.unmodifiableSortedSet(new TreeSet<>(packages));
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** Starts with nothing that is not in every image. */
    public static ImageRecipe of(GuestArchitecture architecture) {
        return new ImageRecipe(architecture, new TreeSet<>(), new TreeSet<>(), new TreeMap<>(), "");
    }

    /** Adds a module. */
    public ImageRecipe withModule(String name) {
        check(name, "[A-Za-z0-9_.-]+", "module such as virtio_blk");
        SortedSet<String> more = new TreeSet<>(modules);
        more.add(KernelModules.normalize(name));
        return new ImageRecipe(architecture, more, packages, files, commandLine);
    }

    /** Adds a package. */
    public ImageRecipe withPackage(String name) {
        check(name, "[a-z0-9][a-z0-9+.-]+", "package such as iproute2");
        SortedSet<String> more = new TreeSet<>(packages);
        more.add(name);
        return new ImageRecipe(architecture, modules, more, files, commandLine);
    }

    /** Adds a file, in place of whatever would be there. */
    public ImageRecipe withFile(String path, GuestFile file) {
        SortedMap<String, GuestFile> more = new TreeMap<>(files);
        more.put(GuestFile.checkPath(path), file);
        return new ImageRecipe(architecture, modules, packages, more, commandLine);
    }

    /** Adds words to the kernel's command line. */
    public ImageRecipe withCommandLine(String words) {
        check(words, "[^\\x00\\n\\r]*", "command line: it is one line");
        return new ImageRecipe(
                architecture,
                modules,
                packages,
                files,
                (commandLine + " " + words.strip()).strip());
    }

    /** Returns the whole of the kernel's command line. */
    public String wholeCommandLine() {
        return (architecture.commandLine() + " " + commandLine).strip();
    }

    private static void check(String text, String pattern, String what) {
        if (!text.matches(pattern)) {
            throw new IllegalArgumentException("'%s' is no %s".formatted(text, what));
        }
    }
}
