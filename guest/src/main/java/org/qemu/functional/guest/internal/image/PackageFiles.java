package org.qemu.functional.guest.internal.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Add the files of an extracted package to a guest, except those that are only for users. */
final class PackageFiles {
    /** Files that no program needs: documentation, translations and metadata of the package. */
    private static final Pattern UNWANTED =
            Pattern.compile(
                    "usr/share/(doc|doc-base|man|locale|info|lintian|bash-completion|bug|zsh|fish)(/.*)?"
                            + "|usr/lib/[^/]+/gconv(/.*)?");

    /** The files of perl and its libraries that the agent needs; this saves 9 MB of 15. */
    private static final Map<String, Pattern> ENOUGH_FOR_AGENT =
            Map.of(
                    "libc6",
                    Pattern.compile(
                            "lib(64)?/([^/]+/)?(ld[^/]*\\.so\\.\\d|libc\\.so\\.6|libm\\.so\\.6)"),
                    "libcrypt1",
                    Pattern.compile("lib/[^/]+/libcrypt\\.so\\.1.*"),
                    "perl-base",
                    // Excludes tables of Unicode properties, which only \p{…} with rare properties
                    // loads.
                    Pattern.compile("usr/bin/perl|usr/lib/[^/]+/perl-base/(?!unicore/).*"));

    private static final int OWNER_EXECUTES = 0100;
    private static final int PROGRAM = 0755;
    private static final int DATA = 0644;

    private PackageFiles() {}

    /** Return a filter that accepts only what the agent needs. */
    static Predicate<String> enoughForAgent(String name) {
        Pattern wanted = ENOUGH_FOR_AGENT.get(name);
        return path -> wanted == null || wanted.matcher(path).matches();
    }

    /**
     * Add the contents of a folder.
     *
     * @param wanted a filter for paths of files and links, without a leading slash
     */
    static void add(Path folder, RootTree tree, Predicate<String> wanted) throws IOException {
        Map<Object, String> hardLinks = new HashMap<>();
        for (Path file : below(folder)) {
            String path = folder.relativize(file).toString();
            if (UNWANTED.matcher(path).matches()) {
                continue;
            }
            if (Files.isSymbolicLink(file)) {
                if (wanted.test(path)) {
                    tree.link(path, Files.readSymbolicLink(file).toString());
                }
            } else if (Files.isDirectory(file)) {
                if (wanted.test(path)) {
                    tree.directory(path, PROGRAM);
                }
            } else if (wanted.test(path)) {
                String first = hardLinks.putIfAbsent(keyOf(file), path);
                if (first != null) {
                    tree.link(path, "/" + first);
                } else {
                    tree.file(path, new Content.HostFile(file), modeOf(file));
                }
            }
        }
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !file.equals(folder)).sorted().toList();
        }
    }

    /** Return a key that is equal for two names of the same file. */
    private static Object keyOf(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, "unix:dev,ino");
        return Set.copyOf(attributes.entrySet());
    }

    private static int modeOf(Path file) throws IOException {
        int mode = (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & OWNER_EXECUTES) == 0 ? DATA : PROGRAM;
    }
}
