package org.qemu.functional.qtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs tests as an author writes them on the JUnit engine, and checks the results. */
abstract class ExtensionFixture {
    /** The processes of QEMU in the order in which authors' tests used them. */
    private static final List<Long> PIDS = new ArrayList<>();

    /** The interrupt mask of a PC, which a reset clears: hw/intc/i8259_common.c. */
    static final int MASK = 0x21;

    static void see(QTest qtest) {
        PIDS.add(qtest.vm().pid());
    }

    List<Long> seen() {
        return PIDS;
    }

    @BeforeEach
    void forget() {
        PIDS.clear();
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(PIDS).allMatch(pid -> ProcessHandle.of(pid).isEmpty());
        assertThat(ProcessHandle.current().descendants())
                .noneMatch(process -> process.info().command().orElse("").contains("qemu"));
    }

    static EngineExecutionResults run(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests)).execute();
    }

    /** Run tests, and check that the given number of tests succeed and none fails. */
    static void succeed(Class<?> tests, int count) {
        EngineExecutionResults results = run(tests);
        assertThat(thrown(results, event -> true)).isEmpty();
        results.testEvents().assertStatistics(stats -> stats.succeeded(count));
    }

    /** Return the throwable of a test's only event of its kind. */
    static Throwable failure(EngineExecutionResults results, String test) {
        return thrown(
                        results,
                        event -> event.getTestDescriptor().getDisplayName().startsWith(test + "("))
                .get(0);
    }

    static List<Throwable> thrown(EngineExecutionResults results, Predicate<Event> wanted) {
        return results.allEvents().finished().stream()
                .filter(wanted)
                .flatMap(
                        event ->
                                event
                                        .getRequiredPayload(TestExecutionResult.class)
                                        .getThrowable()
                                        .stream())
                .toList();
    }
}
