package org.qemu.functional;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.MediaType;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.JUnitException;
import org.qemu.functional.debug.internal.TestLauncher;

/** Report the log files of a test or a class to JUnit. */
final class LogPublisher {
    private LogPublisher() {}

    /**
     * Return what publishes a log: the file itself or, with this project's program, which prints
     * the paths, and with a launcher that accepts no files, its path as a report entry {@code log}.
     */
    static Consumer<Path> of(ExtensionContext context) {
        return log -> {
            if (TestLauncher.current() == TestLauncher.PROGRAM || !attach(context, log)) {
                context.publishReportEntry("log", log.toString());
            }
        };
    }

    private static boolean attach(ExtensionContext context, Path log) {
        try {
            context.publishFile(
                    log.getFileName().toString(),
                    MediaType.TEXT_PLAIN_UTF_8,
                    target -> copy(log, target));
            return true;
        } catch (JUnitException e) {
            // The launcher does not accept files, or its folder cannot be written.
            TestSession.LOG.info("'{}' is not attached to the test: {}", log, e.getMessage());
            return false;
        }
    }

    /** A link also gets what QEMU writes until the test's machines have ended. */
    private static void copy(Path log, Path target) throws IOException {
        Files.deleteIfExists(target);
        try {
            Files.createLink(target, log);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(log, target);
        }
    }
}
