package org.qemu.functional.launch.internal.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.qemu.functional.settings.HarnessSettings;

@Timeout(60)
class ProgramQueueTest {
    private static final String VARIABLE = "QEMU_TEST_QEMU_BINARY";

    private final ByteArrayOutputStream events = new ByteArrayOutputStream();
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    private static List<BundledProgram> programs(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new BundledProgram("p" + i, Map.of(VARIABLE, "qemu" + i), List.of()))
                .toList();
    }

    private ProgramQueue queue(int count, int width, ProgramQueue.Execution execution) {
        return new ProgramQueue(programs(count), width, new BundleEvents(events), execution);
    }

    private List<String> events() {
        return events.toString(UTF_8).lines().map(line -> line.replace('\t', ' ')).toList();
    }

    @Test
    void runsProgramsInOrderAndReportsTheirStatus() throws Exception {
        queue(2, 1, (program, threads) -> program.name().equals("p0") ? 0 : 3).run();

        assertThat(events()).containsExactly("began p0", "ended p0 0", "began p1", "ended p1 3");
    }

    @Test
    void givesEachProgramItsVariablesAlsoOnItsThreads() throws Exception {
        CyclicBarrier together = new CyclicBarrier(3);
        queue(
                        3,
                        3,
                        (program, threads) -> {
                            Thread child =
                                    new Thread(() -> seen.add(program.name() + binary(together)));
                            child.start();
                            join(child);
                            return 0;
                        })
                .run();

        assertThat(seen).containsExactlyInAnyOrder("p0qemu0", "p1qemu1", "p2qemu2");
        assertThat(HarnessSettings.current().environment().get(VARIABLE)).isNotEqualTo("qemu0");
    }

    @Test
    void sharesTheThreadsWhenFewProgramsAreLeft() throws Exception {
        queue(
                        5,
                        4,
                        (program, threads) -> {
                            seen.add(program.name() + " " + threads);
                            return 0;
                        })
                .run();

        assertThat(seen).contains("p0 1");
        seen.clear();
        queue(
                        1,
                        4,
                        (program, threads) -> {
                            seen.add(program.name() + " " + threads);
                            return 0;
                        })
                .run();
        assertThat(seen).containsExactly("p0 4");
    }

    @Test
    void beginsNoOtherProgramAfterOneIsStuck() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        ProgramQueue[] queue = new ProgramQueue[1];
        queue[0] =
                queue(
                        2,
                        1,
                        (program, threads) -> {
                            queue[0].stuck(program, "time is\nup");
                            await(never);
                            return 0;
                        });
        queue[0].run();

        assertThat(events()).containsExactly("began p0", "stuck p0 time is up");
        never.countDown();
    }

    private static String binary(CyclicBarrier together) {
        try {
            together.await();
        } catch (Exception e) {
            throw new AssertionError("interrupted while waiting for the other programs", e);
        }
        return HarnessSettings.current().environment().get(VARIABLE);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for the thread", e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
