package org.qemu.functional.qtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.QemuSystemTest;

/** Tests where a {@link QTest} can be declared, and which one a test gets. */
class QTestExtensionTest extends ExtensionFixture {
    private static final Path LOGS =
            Path.of(System.getenv("QEMU_BUILD_ROOT"), "tests", "functional", "x86_64");

    @QTestMachine("-machine pc -m 16M")
    static class Parameters {
        private QTest ofBeforeEach;

        @BeforeEach
        void beginWithAMachine(QTest qtest) {
            see(qtest);
            qtest.writel(0x1000, 7);
            ofBeforeEach = qtest;
        }

        @Test
        void one(QTest qtest) {
            assertThat(qtest).isSameAs(ofBeforeEach);
            assertThat(qtest.readl(0x1000)).isEqualTo(7);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void several(int number, QTest qtest) {
            assertThat(qtest).isSameAs(ofBeforeEach);
            assertThat(number).isPositive();
        }

        @AfterEach
        void endWithIt(QTest qtest) {
            assertThat(qtest).isSameAs(ofBeforeEach);
        }
    }

    @Test
    void parametersOfATestAreOneMachineThatNoOtherTestHas() {
        succeed(Parameters.class, 3);
        assertThat(seen()).hasSize(3).doesNotHaveDuplicates();
    }

    static class Fields {
        @QTestMachine("-machine pc -m 16M")
        private QTest field;

        @QTestMachine("-machine q35 -m 16M")
        private QTest other;

        @BeforeEach
        void isThereBeforeEach() {
            field.outb(MASK, 0x55);
        }

        @Test
        void first() {
            see(field);
            see(other);
            assertThat(field.inb(MASK)).isEqualTo(0x55);
            assertThat(other.inb(MASK)).isEqualTo(0);
        }

        @Test
        void second() {
            first();
        }
    }

    @Test
    void fieldsAreMachinesOfTheirOwnForEachTest() {
        succeed(Fields.class, 2);
        assertThat(seen()).hasSize(4).doesNotHaveDuplicates();
    }

    @QTestMachine("-machine pc -m 16M")
    static class Annotations {
        @Test
        void classes(QTest qtest) {
            assertThat(qtest.vm().command()).contains("pc");
        }

        @Test
        @QTestMachine("-machine q35 -m 16M")
        void methods(QTest qtest) {
            assertThat(qtest.vm().command()).contains("q35");
        }

        @Test
        @QTestMachine("-machine q35 -m 16M")
        void parameters(@QTestMachine("-machine none -name 'a b'") QTest qtest) {
            assertThat(qtest.vm().command()).contains("none", "a b").doesNotContain("q35");
        }
    }

    static class Heir extends Annotations {}

    @Test
    void nearestAnnotationCounts() {
        succeed(Annotations.class, 3);
        succeed(Heir.class, 3);
    }

    static class Two {
        @Test
        void meet(
                @QTestMachine("-machine pc -m 16M") QTest one,
                @QTestMachine("-machine q35 -m 16M") QTest two) {
            see(one);
            see(two);
            one.writel(0x1000, 1);
            two.writel(0x1000, 2);
            assertThat(one.readl(0x1000)).isEqualTo(1);
            assertThat(two.readl(0x1000)).isEqualTo(2);
        }
    }

    @Test
    void testMayHaveTwoMachinesWithLogsOfTheirOwn() throws Exception {
        succeed(Two.class, 1);
        assertThat(seen()).hasSize(2).doesNotHaveDuplicates();
        Path folder = LOGS.resolve("QTestExtensionTest.Two.meet");
        assertThat(Files.readString(folder.resolve("qtest.log"))).contains("writel 0x1000 0x1\n");
        assertThat(Files.readString(folder.resolve("qtest-vm2.log")))
                .contains("writel 0x1000 0x2\n")
                .doesNotContain("0x1000 0x1");
    }

    @QTestMachine("-machine pc -m 16M -drive if=none,id=d,format=raw,file={image:1M}")
    static class Images {
        @Test
        void are(QTest qtest) {
            assertThat(qtest.hmp("info block")).contains("/scratch/image");
        }
    }

    @Test
    void imagesAreMadeAndRemoved() {
        succeed(Images.class, 1);
        assertThat(LOGS.resolve("QTestExtensionTest.Images.are")).exists();
        assertThat(LOGS.resolve("QTestExtensionTest.Images.are/scratch")).doesNotExist();
    }

    @QTestMachine("-machine pc -m 16M")
    static class BasedOnQemuSystemTest extends QemuSystemTest {
        @Test
        void hasTheMachineAsItsOwn(QTest qtest) {
            assertThat(qtest.vm()).isSameAs(vm());
            assertThat(vm().isRunning()).isTrue();
        }
    }

    @Test
    void getsOnWithQemuSystemTest() {
        succeed(BasedOnQemuSystemTest.class, 1);
    }

    @QTestMachine("-machine pc -m 16M")
    static class Outer {
        @QTestMachine("-machine q35 -m 16M")
        private QTest field;

        private QTest parameter;

        @BeforeEach
        void beforeEach(QTest qtest) {
            parameter = qtest;
        }

        @Nested
        class Inner {
            @QTestMachine("-machine none")
            private QTest own;

            @Test
            void hasThoseOfTheClassAround(QTest qtest) {
                assertThat(qtest).isSameAs(parameter);
                assertThat(field.vm().command()).contains("q35");
                assertThat(own.vm().command()).contains("none");
                see(qtest);
                see(field);
                see(own);
            }
        }
    }

    @Test
    void nestedClassesHaveWhatTheClassAroundHas() {
        succeed(Outer.class, 1);
        assertThat(seen()).hasSize(3).doesNotHaveDuplicates();
    }
}
