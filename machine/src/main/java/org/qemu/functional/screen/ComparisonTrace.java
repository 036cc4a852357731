package org.qemu.functional.screen;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.qemu.functional.trace.internal.JsonFields;
import org.qemu.functional.trace.internal.TestTrace;

/**
 * Adds pictures that differ from what a test expected to the trace of the test, which shows both.
 * The expected picture is copied beside the other one, because it may be an asset.
 */
final class ComparisonTrace {
    private ComparisonTrace() {}

    /** Record that a share of the pixels differs. */
    static void differ(Screenshot shown, Screenshot expected, double share) {
        record(
                shown,
                expected,
                "%d of 1000 pixels differ from the expected picture"
                        .formatted(Math.max(1, Math.round(share * 1000))));
    }

    /** Record that a part was not found. */
    static void notFound(Screenshot shown, Screenshot part) {
        record(shown, part, "the expected part was not found");
    }

    private static void record(Screenshot shown, Screenshot expected, String title) {
        TestTrace trace = TestTrace.current();
        Path file = shown.file();
        if (!trace.isOn() || file == null) {
            return;
        }
        JsonFields fields = trace.entry("screendump", title).put("file", trace.relative(file));
        try {
            trace.instant(fields.put("expected", trace.relative(beside(file, expected))));
        } catch (UncheckedIOException e) {
            trace.instant(fields); // a full disk does not fail the comparison
        }
    }

    private static Path beside(Path shown, Screenshot expected) {
        Path known = expected.file();
        Path folder = shown.toAbsolutePath().getParent();
        if (known != null && folder.equals(known.toAbsolutePath().getParent())) {
            return known;
        }
        String name = shown.getFileName() + "-expected.png";
        Path copy = shown.resolveSibling(name);
        if (!Files.exists(copy)) {
            expected.write(copy);
        }
        return copy;
    }
}
