package org.qemu.functional.qtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.qemu.functional.machine.QemuDiedError;

/** Tests machines that the tests of a class share. */
class SharedMachinesTest extends ExtensionFixture {
    @QTestMachine(value = "-machine pc -m 16M", perClass = true)
    static class PerClass {
        private static boolean used;

        @Test
        void one(QTest qtest) {
            see(qtest);
            assertThat(qtest.inb(MASK)).isZero();
            qtest.outb(MASK, 0x55);
            assertThat(qtest.readl(0x1000)).isEqualTo(used ? 7 : 0);
            qtest.writel(0x1000, 7);
            used = true;
        }

        @Test
        void two(QTest qtest) {
            one(qtest);
        }

        @Nested
        class Inner {
            @Test
            void three(QTest qtest) {
                one(qtest);
            }
        }
    }

    @Test
    void machineOfAClassIsSharedAndResetBetweenTests() {
        PerClass.used = false;
        succeed(PerClass.class, 3);
        assertThat(seen()).hasSize(3);
        assertThat(new HashSet<>(seen())).hasSize(1);
    }

    static class Static {
        @QTestMachine("-machine pc -m 16M")
        private static QTest shared;

        @QTestMachine("-machine pc -m 16M")
        private QTest own;

        @Test
        void one() {
            see(shared);
            see(own);
            assertThat(shared.inb(MASK)).isZero();
            shared.outb(MASK, 0x55);
        }

        @Test
        void two() {
            one();
        }

        @Nested
        class Inner {
            @QTestMachine("-machine pc -m 16M")
            private static QTest alsoShared;

            @Test
            void three() {
                one();
                see(alsoShared);
            }

            @Test
            void four() {
                three();
            }
        }
    }

    @Test
    void staticFieldsAreShared() {
        succeed(Static.class, 4);
        assertThat(seen()).hasSize(10);
        assertThat(new HashSet<>(seen())).hasSize(1 + 4 + 1);
    }

    static class BeforeTheFirst {
        @QTestMachine("-machine pc -m 16M")
        private static QTest shared;

        @BeforeAll
        static void prepare() {
            see(shared);
            shared.outb(MASK, 0x55);
        }

        @Test
        void finds() {
            assertThat(shared.inb(MASK)).isEqualTo(0x55);
        }

        @AfterAll
        static void lookBack() {
            see(shared);
            assertThat(shared.inb(MASK)).isEqualTo(0x55);
        }
    }

    @Test
    void staticFieldsAreThereBeforeAllAndAfterAll() {
        succeed(BeforeTheFirst.class, 1);
        assertThat(new HashSet<>(seen())).hasSize(1);
    }

    static void killHard(QTest qtest) throws Exception {
        ProcessHandle process = ProcessHandle.of(qtest.vm().pid()).orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
        process.onExit().get(20, TimeUnit.SECONDS);
    }

    @QTestMachine(value = "-machine pc -m 16M", perClass = true)
    @TestMethodOrder(MethodName.class)
    static class Killed {
        @Test
        void test1KillsItUnseen(QTest qtest) throws Exception {
            see(qtest);
            killHard(qtest);
        }

        @Test
        void test2HasANewOne(QTest qtest) throws Exception {
            see(qtest);
            assertThat(qtest.inb(MASK)).isZero();
            killHard(qtest);
            qtest.inb(MASK);
        }

        @Test
        void test3HasANewOne(QTest qtest) {
            see(qtest);
            qtest.vm().shutdown();
        }

        @Test
        void test4HasANewOne(QTest qtest) {
            see(qtest);
            Thread.currentThread().interrupt();
            try {
                qtest.inb(MASK);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }

        @Test
        void test5HasTheSame(QTest qtest) {
            see(qtest);
            assertThat(qtest.inb(MASK)).isZero();
        }
    }

    @Test
    void deadMachineIsTheFaultOfTheTestThatHadItAndTheNextOneHasANewOne() {
        EngineExecutionResults results = run(Killed.class);
        results.testEvents().assertStatistics(stats -> stats.succeeded(1).failed(4));
        assertThat(failure(results, "test1KillsItUnseen"))
                .hasMessageStartingWith(
                        "the QEMU that the tests of this class share cannot be used any more: VM 'default':"
                                + " QEMU was killed by SIGKILL")
                .hasCauseInstanceOf(QemuDiedError.class);
        assertThat(failure(results, "test2HasANewOne"))
                .isInstanceOf(QemuDiedError.class)
                .hasMessageContaining("'inb 0x21', which was not even sent")
                .hasNoSuppressedExceptions();
        assertThat(failure(results, "test3HasANewOne"))
                .hasMessage(
                        "the QEMU that the tests of this class share cannot be used any more: the qtest"
                                + " connection cannot be used any more: it was closed");
        assertThat(failure(results, "test4HasANewOne"))
                .hasMessageStartingWith("interrupted while waiting for");
        assertThat(seen()).hasSize(5);
        assertThat(new HashSet<>(seen())).hasSize(4);
        assertThat(seen().get(4)).isEqualTo(seen().get(3));
        results.containerEvents().assertStatistics(stats -> stats.failed(0));
    }
}
