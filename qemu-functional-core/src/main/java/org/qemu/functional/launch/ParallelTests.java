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
import org.qemu.functional.units.ByteSize;

/**
 * Run the tests of a class concurrently if it is annotated with {@code @Execution(CONCURRENT)}: as
 * many as there are processors, and as many guests as the memory of the host allows, or the part of
 * it that a runner granted.
 */
final class ParallelTests {
    /** The maximum number of concurrent tests; 1 runs them sequentially. */
    static final String VARIABLE = "QEMU_TEST_PARALLEL";

    /** The memory for this program, such as {@code 1500M}. */
    static final String MEMORY = "QEMU_TEST_MEMORY";

    private static final String PREFIX = "junit.jupiter.execution.parallel.";

    private ParallelTests() {}

    /**
     * Return the JUnit parameters for running these tests. The map is empty if they run
     * sequentially, so that no unnecessary classes are loaded.
     *
     * @throws UsageException if a variable has a wrong value
     */
    static Map<String, String> configure(List<String> tests) throws UsageException {
        int width = width(HarnessSettings.current().environment());
        DebugOptions debug = DebugOptions.current();
        // A user who debugs wants to see one test at a time.
        Map<String, String> parameters =
                debug.console() || debug.pauseOnFailure() ? Map.of() : parameters(tests, width);
        if (!parameters.isEmpty()) {
            limitMemory();
        }
        return parameters;
    }

    /** Limit the memory of all guests of this JVM together. */
    static void limitMemory() throws UsageException {
        GuestMemoryLimiter.bound(
                HostMemory.ofThisHost()
                        .forGuests(granted(HarnessSettings.current().environment())));
    }

    /**
     * Return the JUnit parameters for running at most {@code width} of these tests concurrently.
     */
    static Map<String, String> parameters(List<String> tests, int width) throws UsageException {
        if (width == 1
                || TestSelection.classes(tests).stream().noneMatch(ParallelTests::isConcurrent)) {
            return Map.of();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(PREFIX + "enabled", "true");
        // The other executor's pool grows whenever a test waits for a CompletableFuture.
        parameters.put(PREFIX + "config.executor-service", "WORKER_THREAD_POOL");
        parameters.put(PREFIX + "config.strategy", "fixed");
        parameters.put(PREFIX + "config.fixed.parallelism", Integer.toString(width));
        return parameters;
    }

    private static long granted(Map<String, String> environment) throws UsageException {
        try {
            return ByteSize.ofVariable(environment, MEMORY, Long.MAX_VALUE);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isConcurrent(Class<?> type) {
        return AnnotationSupport.findAnnotation(type, Execution.class)
                .filter(execution -> execution.value() == ExecutionMode.CONCURRENT)
                .isPresent();
    }

    /** Return how many tests may run concurrently. */
    static int width(Map<String, String> environment) throws UsageException {
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
