package org.qemu.functional.launch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.commons.support.AnnotationSupport;
import org.qemu.functional.debug.DebugOptions;
import org.qemu.functional.scheduling.GuestMemoryLimiter;
import org.qemu.functional.scheduling.HostMemory;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Runs the tests of a class together where the class is annotated {@code @Execution(CONCURRENT)}:
 * as many at once as there are processors, and guests as there is memory for.
 */
final class ParallelTests {
    /** How many tests may run at once; 1 is one by one. */
    static final String VARIABLE = "QEMU_TEST_PARALLEL";

    private static final String PREFIX = "junit.jupiter.execution.parallel.";

    private ParallelTests() {}

    /**
     * Return what to tell JUnit to run tests by these names; nothing where tests run one by one, as
     * no program should load what it does not need.
     *
     * @throws UsageException if the environment does not name a number above 0
     */
    static Map<String, String> configure(List<String> tests) throws UsageException {
        int width = width(HarnessSettings.current().environment());
        DebugOptions debug = DebugOptions.current();
        // Somebody who looks on wants to see one test.
        if (width == 1
                || debug.console()
                || debug.pauseOnFailure()
                || TestSelection.classes(tests).stream().noneMatch(ParallelTests::isConcurrent)) {
            return Map.of();
        }
        GuestMemoryLimiter.bound(HostMemory.ofThisHost().forGuests());
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(PREFIX + "enabled", "true");
        // Not the other executor, whose pool grows where a test waits for a CompletableFuture.
        parameters.put(PREFIX + "config.executor-service", "WORKER_THREAD_POOL");
        parameters.put(PREFIX + "config.strategy", "fixed");
        parameters.put(PREFIX + "config.fixed.parallelism", Integer.toString(width));
        return parameters;
    }

    private static boolean isConcurrent(Class<?> type) {
        return AnnotationSupport.findAnnotation(type, Execution.class)
                .filter(execution -> execution.value() == ExecutionMode.CONCURRENT)
                .isPresent();
    }

    private static int width(Map<String, String> environment) throws UsageException {
        String told = environment.getOrDefault(VARIABLE, "");
        if (told.isEmpty()) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            int width = Integer.parseInt(told);
            if (width > 0) {
                return width;
            }
        } catch (NumberFormatException e) {
            // Told below, with every other value that is none.
        }
        throw new UsageException(
                "%s='%s' is not a number of tests to run at once".formatted(VARIABLE, told));
    }
}
