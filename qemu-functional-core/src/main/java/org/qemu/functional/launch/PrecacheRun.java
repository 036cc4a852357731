package org.qemu.functional.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.AssetCache;
import org.qemu.functional.asset.AssetFinder;
import org.qemu.functional.asset.AssetPrefetcher;
import org.qemu.functional.asset.internal.progress.Progress;
import org.qemu.functional.launch.internal.QemuPrefetch;
import org.qemu.functional.suite.internal.ExitCode;
import org.qemu.functional.suite.internal.TestClasses;
import org.qemu.functional.suite.internal.UsageException;

/** Fetch the assets of test classes without running tests, for {@code QEMU_TEST_PRECACHE}. */
final class PrecacheRun {
    private static final String VARIABLE = "QEMU_TEST_PRECACHE";
    private static final String NO_STAMP = "1";

    private final Map<String, String> environment;

    PrecacheRun(Map<String, String> environment) {
        this.environment = environment;
    }

    static boolean isWanted(Map<String, String> environment) {
        return !environment.getOrDefault(VARIABLE, "").isEmpty();
    }

    /**
     * Fetch the assets and, if the settings name a suite, its QEMU. If all are available and the
     * variable names a stamp file, write the file.
     *
     * @throws UsageException if a class does not exist
     */
    ExitCode run(List<String> tests) throws UsageException {
        Set<Asset> assets = new LinkedHashSet<>();
        Set<Class<?>> classes = new LinkedHashSet<>();
        for (String test : tests) {
            Class<?> type = TestClasses.find(TestSelection.className(test));
            classes.add(type);
            assets.addAll(AssetFinder.assetsOf(type));
        }
        ExitCode qemu = QemuPrefetch.fetch(environment, classes);
        AssetCache cache = AssetCache.fromEnvironment(environment);
        try (Progress progress = Progress.onStandardError(environment)) {
            ExitCode code =
                    ExitCode.of(AssetPrefetcher.into(cache, progress).fetch(assets)).and(qemu);
            return code == ExitCode.OK ? stamp() : code;
        }
    }

    private ExitCode stamp() {
        String value = environment.get(VARIABLE);
        if (value != null && !value.equals(NO_STAMP)) {
            try {
                Files.write(Path.of(value), new byte[0]);
            } catch (IOException e) {
                System.err.println("error: cannot write %s='%s': %s".formatted(VARIABLE, value, e));
                return ExitCode.INTERNAL_ERROR;
            }
        }
        return ExitCode.OK;
    }
}
