package org.qemu.functional.nativetest.internal.allocation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.opentest4j.AssertionFailedError;
import org.qemu.functional.logging.TestLog;
import org.qemu.functional.nativetest.CCompiler;
import org.qemu.functional.nativetest.FailAllocations;
import org.qemu.functional.nativetest.internal.compile.ShippedFile;
import org.qemu.functional.nativetest.internal.library.NativeTestLog;
import org.qemu.functional.nativetest.internal.rerun.TestJvm;
import org.qemu.functional.nativetest.internal.rerun.TestJvmRun;
import org.qemu.functional.nativetest.internal.rerun.TestOutcome;
import org.qemu.functional.settings.TimeoutScale;

/** Runs a test once for each allocation. */
public final class AllocationRuns {
    private static final Duration END = TimeoutScale.scaled(Duration.ofSeconds(60));

    private final String selected;
    private final String test;
    private final Path folder;
    private final FailAllocations annotation;
    private final Path preload;

    /**
     * Prepare the runs of a test.
     *
     * @param selected what the JVMs run, see {@link TestJvm}
     * @param test the unique id of the test
     * @param folder the folder for the files of the runs
     * @throws IOException if a file cannot be written
     */
    public AllocationRuns(String selected, String test, Path folder, FailAllocations annotation)
            throws IOException {
        this.selected = selected;
        this.test = test;
        this.folder = folder;
        this.annotation = annotation;
        this.preload =
                CCompiler.cc()
                        .sources(ShippedFile.in(ShippedFile.folder(), "allocations.c"))
                        .options("-O2", "-fvisibility=hidden")
                        .library("allocations");
    }

    /**
     * Run the test until no allocation is left.
     *
     * @throws AssertionFailedError if it fails although no allocation does, or the limit is too low
     * @throws IOException if a JVM cannot be started, or its report cannot be read
     */
    public AllocationTable run() throws IOException, InterruptedException {
        AllocationRun normal = run(0);
        if (normal.outcome() == null
                || normal.outcome().status() != TestOutcome.Status.PASSED
                || normal.report().total() == null) {
            throw new AssertionFailedError(
                    "the test does not pass even if no allocation fails (%s): %s"
                            .formatted(
                                    normal.run().end(),
                                    normal.outcome() == null
                                            ? normal.run().lastLines()
                                            : normal.outcome().text()));
        }
        return new AllocationTable(normal, runAll(), Set.of(annotation.failOn()));
    }

    private List<AllocationRun> runAll() throws IOException, InterruptedException {
        int parallel = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
        ExecutorService executor =
                Executors.newFixedThreadPool(parallel, TestLog.threads("fail-allocations"));
        CompletionService<AllocationRun> completed = new ExecutorCompletionService<>(executor);
        try {
            NavigableMap<Integer, AllocationRun> runs = new TreeMap<>();
            int next = 1;
            int running = 0;
            boolean last = false;
            while (!last || running > 0) {
                while (!last && running < parallel) {
                    int number = next++;
                    completed.submit(() -> run(number));
                    running++;
                }
                AllocationRun run = get(completed.take());
                running--;
                if (run.isBeyondLast()) {
                    last = true;
                } else {
                    runs.put(run.number(), run);
                }
                if (runs.size() > annotation.limit()) {
                    throw new AssertionFailedError(
                            "the library makes more than %d allocations; raise the limit of @FailAllocations"
                                    .formatted(annotation.limit()));
                }
            }
            return List.copyOf(runs.values());
        } finally {
            // After an exception, an interrupt ends the JVMs that still run.
            executor.shutdownNow();
            executor.awaitTermination(END.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private static AllocationRun get(Future<AllocationRun> future)
            throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }

    private AllocationRun run(int number) throws IOException, InterruptedException {
        Path own = folder.resolve("allocation-%03d".formatted(number)).toAbsolutePath();
        Path file = own.resolve("allocations.tsv");
        TestJvmRun run =
                new TestJvm(selected, own)
                        .options(
                                List.of(
                                        "-XX:TieredStopAtLevel=1",
                                        "-Xshare:auto",
                                        "-D" + AllocationObserver.PROPERTY + "=true",
                                        "-D" + NativeTestLog.FOLDER + "=" + own))
                        .environment("LD_PRELOAD", preload.toString())
                        .environment("NATIVE_TEST_FAIL_AT", Integer.toString(number))
                        .environment("NATIVE_TEST_REPORT", file.toString())
                        .run(TimeoutScale.scaled(Duration.ofSeconds(annotation.timeout())));
        if (!run.events().hasStarted()) {
            throw new IOException(
                    "the JVM for allocation %d ended without a test, by %s; its output ends with:\n%s"
                            .formatted(
                                    number, run.end().toLowerCase(Locale.ROOT), run.lastLines()));
        }
        return new AllocationRun(
                number, run, AllocationReport.read(file), run.events().outcomes().get(test));
    }
}
