package org.qemu.functional.asset.internal.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Runs the real tools. */
final class Shell {
    private Shell() {}

    /** Run a script that must succeed in a folder, and return its output. */
    static String run(Path folder, String script) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder("sh", "-c", script)
                            .directory(folder.toFile())
                            .redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C.UTF-8");
            Process process = builder.start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s: %s", script, output).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Describe the relevant properties of a tree: names, types, modes, times, links, content. */
    static String describe(Path tree) {
        return run(
                tree,
                "find . -mindepth 1 -type f -printf '%p f %m %n %s %T@\\n' -o -type d -printf '%p d %m\\n'"
                        + " -o -printf '%p %y %l\\n' | sort;"
                        + " find . -type f -print0 | sort -z | xargs -0r sha256sum");
    }
}
