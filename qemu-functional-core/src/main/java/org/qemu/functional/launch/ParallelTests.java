package org.qemu.functional.launch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.commons.support.AnnotationSupport;
import org.qemu.functional.debug.internal.DebugOptions;
import org.qemu.functional.machine.internal.scheduling.GuestMemoryLimiter;
import org.qemu.functional.machine.internal.scheduling.HostMemory;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.suite.internal.UsageException;

/**
 * Run the tests of a class concurrently if it is annotated with {@code @Execution(CONCURRENT)}: as
 * many as there are processors, and as many guests as the memory allows.
 */
final class ParallelTests {
    /** The maximum number of concurrent tests; 1 runs them sequentially. */
    static final String VARIABLE = "QEMU_TEST_PARALLEL";

    private static final String PREFIX = "junit.jupiter.execution.parallel.";

    private ParallelTests() {}

    /**
     * Return the JUnit parameters for running these tests. The map is empty if they run
     * sequentially, so that no unnecessary classes are loaded.
     *
     * @throws UsageException if the environment does not name a number above 0
     */
    static Map<String, String> configure(List<String> tests) throws UsageException {
        int width = width(HarnessSettings.current().environment());
        DebugOptions debug = DebugOptions.current();
        // A user who debugs wants to see one test at a time.
        if (width == 1
                || debug.console()
                || debug.pauseOnFailure()
                || TestSelection.classes(tests).stream().noneMatch(ParallelTests::isConcurrent)) {
            return Map.of();
        }
        GuestMemoryLimiter.bound(HostMemory.ofThisHost().forGuests());
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(PREFIX + "enabled", "true");
        // The other executor's pool grows whenever a test waits for a CompletableFuture.
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
        String value = environment.getOrDefault(VARIABLE, "");
        if (value.isEmpty()) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            int width = Integer.parseInt(value);
            if (width > 0) {
                return width;
            }
        } catch (NumberFormatException e) {
            // Reported below, like all other invalid values.
        }
        throw new UsageException(
                "%s='%s' is not a number of tests to run concurrently".formatted(VARIABLE, value));
    }
}
