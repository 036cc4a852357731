package org.qemu.functional.asset.internal.extraction.store;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/** Returns the disk space that files occupy, which Java cannot. */
public final class DiskUsage {
    private DiskUsage() {}

    /**
     * Run {@code du}.
     *
     * @return the size of all blocks below a path in bytes, or -1 if it is not available
     */
    public static long of(Path path) throws InterruptedException {
        Process process;
        try {
            process =
                    new ProcessBuilder("du", "-s", "-B1", "--", path.toString())
                            .redirectInput(Redirect.from(new File("/dev/null")))
                            .redirectError(Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            return -1;
        }
        try (var output = process.inputReader()) {
            String line = output.readLine();
            int end = line == null ? -1 : line.indexOf('\t');
            return process.waitFor() == 0 && end > 0 ? Long.parseLong(line, 0, end, 10) : -1;
        } catch (IOException | NumberFormatException e) {
            return -1;
        } finally {
            process.destroyForcibly();
        }
    }
}
