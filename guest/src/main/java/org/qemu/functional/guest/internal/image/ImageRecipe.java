package org.qemu.functional.guest.internal.image;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.qemu.functional.guest.image.GuestArchitecture;
import org.qemu.functional.guest.internal.image.kernel.KernelModules;

/**
 * The contents of an image.
 *
 * @param modules names with {@code _}
 * @param packages names
 * @param files files by their absolute paths in the guest
 * @param commandLine additional words, empty for none
 */
public record ImageRecipe(
        GuestArchitecture architecture,
        SortedSet<String> modules,
        SortedSet<String> packages,
        SortedMap<String, GuestFile> files,
        String commandLine) {
    /** Create a recipe with copies of the collections. */
    public ImageRecipe {
        modules = Collections.unmodifiableSortedSet(new TreeSet<>(modules));
        packages = Collections.unmodifiableSortedSet(new TreeSet<>(packages));
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** Return a recipe for the minimal image. */
    public static ImageRecipe of(GuestArchitecture architecture) {
        return new ImageRecipe(architecture, new TreeSet<>(), new TreeSet<>(), new TreeMap<>(), "");
    }

    /** Add a module. */
    public ImageRecipe withModule(String name) {
        check(name, "[A-Za-z0-9_.-]+", "module such as virtio_blk");
        SortedSet<String> more = new TreeSet<>(modules);
        more.add(KernelModules.normalize(name));
        return new ImageRecipe(architecture, more, packages, files, commandLine);
    }

    /** Add a package. */
    public ImageRecipe withPackage(String name) {
        check(name, "[a-z0-9][a-z0-9+.-]+", "package such as iproute2");
        SortedSet<String> more = new TreeSet<>(packages);
        more.add(name);
        return new ImageRecipe(architecture, modules, more, files, commandLine);
    }

    /** Add a file, replacing any other at its path. */
    public ImageRecipe withFile(String path, GuestFile file) {
        SortedMap<String, GuestFile> more = new TreeMap<>(files);
        more.put(GuestFile.checkPath(path), file);
        return new ImageRecipe(architecture, modules, packages, more, commandLine);
    }

    /** Append words to the kernel's command line. */
    public ImageRecipe withCommandLine(String words) {
        check(words, "[^\\x00\\n\\r]*", "command line: it is one line");
        return new ImageRecipe(
                architecture,
                modules,
                packages,
                files,
                (commandLine + " " + words.strip()).strip());
    }

    /** Return the complete command line of the kernel. */
    public String wholeCommandLine() {
        return (architecture.commandLine() + " " + commandLine).strip();
    }

    private static void check(String text, String pattern, String what) {
        if (!text.matches(pattern)) {
            throw new IllegalArgumentException("'%s' is not a %s".formatted(text, what));
        }
    }
}
