package org.qemu.functional.suite.internal;

import java.util.function.BiConsumer;
import org.qemu.functional.asset.AssetUnavailableException;
import org.qemu.functional.machine.internal.suite.SuiteFetchException;
import org.qemu.functional.settings.HarnessSettings;

/**
 * What to report for a test or a class that lacks a download: by default it is skipped, and with
 * {@code QEMU_TEST_REQUIRE_ASSETS} it fails.
 */
public final class MissingDownloads {
    private static final String REQUIRE_ASSETS = "QEMU_TEST_REQUIRE_ASSETS";

    private MissingDownloads() {}

    /** Return whether an exception reports a missing download. */
    public static boolean isCauseOf(Throwable thrown) {
        return thrown instanceof AssetUnavailableException || SuiteFetchException.isCauseOf(thrown);
    }

    /**
     * Return the exception to report in place of another.
     *
     * @param entries receives the name of what is missing
     */
    public static Throwable toReport(Throwable thrown, BiConsumer<String, String> entries) {
        if (!isCauseOf(thrown)) {
            return thrown;
        }
        entries.accept(
                "missing-asset",
                String.valueOf(thrown.getMessage()).lines().findFirst().orElse(""));
        return areRequired() ? required(thrown) : thrown;
    }

    /** Return the failure of a test whose download is missing, if downloads are required. */
    public static AssertionError required(Throwable thrown) {
        return new AssertionError(
                "an asset is missing, and %s is set: %s"
                        .formatted(REQUIRE_ASSETS, thrown.getMessage()),
                thrown);
    }

    /** Return whether a test whose download is missing fails. */
    public static boolean areRequired() {
        return !HarnessSettings.current().environment().getOrDefault(REQUIRE_ASSETS, "").isEmpty();
    }
}
