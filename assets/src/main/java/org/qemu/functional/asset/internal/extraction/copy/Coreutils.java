package org.qemu.functional.asset.internal.extraction.copy;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Runs programs that support more features of the file system than Java; each may be missing. */
final class Coreutils {
    /**
     * Not {@code -a}, which would keep the owner, too: the files belong to the test. An
     * implementation without these options, such as busybox, fails.
     */
    private static final List<String> COPY =
            List.of("cp", "-dR", "--preserve=mode,timestamps,links", "--sparse=auto");

    private static final String REFLINK = "--reflink=auto";

    private Coreutils() {}

    /** Copy to {@code target}, which must not exist, and return whether that succeeded. */
    static boolean copyTree(Path source, Path target) throws InterruptedException {
        return run(command(COPY, REFLINK, "-T", "--", source, target)) == 0;
    }

    /** Copy content and holes over a file, and return whether that succeeded. */
    static boolean copyContent(Path source, Path target) throws InterruptedException {
        return run(command(List.of("cp", "--sparse=auto", REFLINK, "-T", "--"), source, target))
                == 0;
    }

    /** Make everything below a folder writable for the owner; links are not followed. */
    static boolean giveWrite(Path folder) throws InterruptedException {
        return run(command(List.of("chmod", "-R", "u+w", "--"), folder)) == 0;
    }

    private static List<String> command(List<String> words, Object... more) {
        return Stream.concat(words.stream(), Arrays.stream(more)).map(Object::toString).toList();
    }

    private static int run(List<String> command) throws InterruptedException {
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectInput(Redirect.from(new File("/dev/null")))
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            return -1; // the program is not installed
        }
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly().onExit().join();
            throw e;
        }
    }
}
