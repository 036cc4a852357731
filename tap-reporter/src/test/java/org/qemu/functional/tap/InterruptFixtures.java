package org.qemu.functional.tap;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Tests that wait for the code that runs them. Only one run at a time, because the latches are
 * static: JUnit creates the fixtures.
 */
final class InterruptFixtures {

    private static CountDownLatch reached = new CountDownLatch(1);
    private static CountDownLatch released = new CountDownLatch(1);
    private static CyclicBarrier together = new CyclicBarrier(1);

    /** The action of {@link BailingOut} while its other test waits. */
    static Runnable bailOut = () -> {};

    private InterruptFixtures() {}

    static void reset() {
        reached = new CountDownLatch(1);
        released = new CountDownLatch(1);
        together = new CyclicBarrier(4);
    }

    static void awaitReached() throws InterruptedException {
        reached.await();
    }

    static void release() {
        released.countDown();
    }

    private static void stand() throws InterruptedException {
        reached.countDown();
        released.await();
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Blocking {
        @BeforeAll
        static void setUp() {}

        @Test
        void first() {}

        @Test
        void second(TestReporter reporter) throws InterruptedException {
            reporter.publishEntry("log", "/logs/second.log");
            stand();
        }

        @Test
        void third() {}
    }

    static class BlockingSetUp {
        @BeforeAll
        static void setUp() throws InterruptedException {
            stand();
        }

        @Test
        void first() {}
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class BlockingDynamic {
        @TestFactory
        Stream<DynamicTest> factory() {
            return Stream.of(
                    DynamicTest.dynamicTest("done", () -> {}),
                    DynamicTest.dynamicTest("stands", InterruptFixtures::stand));
        }

        @TestFactory
        Stream<DynamicTest> later() {
            return Stream.of(DynamicTest.dynamicTest("never", () -> {}));
        }
    }

    /** Two concurrent tests, one of which ends the report. */
    @Execution(ExecutionMode.CONCURRENT)
    static class BailingOut {
        @Test
        void stands() throws InterruptedException {
            stand();
        }

        @Test
        void throwsThroughJUnit() throws InterruptedException {
            awaitReached();
            bailOut.run();
            release();
        }
    }

    /** Four tests that end at the same time, repeated many times. */
    @Execution(ExecutionMode.CONCURRENT)
    static class Parallel {
        @TestFactory
        @Execution(ExecutionMode.CONCURRENT)
        Stream<DynamicTest> many() {
            return IntStream.range(0, 200)
                    .mapToObj(i -> DynamicTest.dynamicTest("case " + i, () -> {}));
        }

        @Test
        void a() throws BrokenBarrierException, InterruptedException {
            together.await();
        }

        @Test
        void b() throws BrokenBarrierException, InterruptedException {
            together.await();
        }

        @Test
        void c() throws BrokenBarrierException, InterruptedException {
            together.await();
        }

        @Test
        void d() throws BrokenBarrierException, InterruptedException {
            together.await();
        }
    }
}
