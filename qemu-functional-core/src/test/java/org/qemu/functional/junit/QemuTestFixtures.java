package org.qemu.functional.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.console.Console;
import org.qemu.functional.files.TestFiles;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.machine.daemon.Daemons;
import org.qemu.functional.qmp.QmpClient;

/** Classes as authors write them, which QemuTestTest runs on JUnit's engine. */
@SuppressWarnings({"NullAway.Init", "unused"})
final class QemuTestFixtures {
    /** The process IDs of the machines that the fixtures got. */
    static final List<Long> PIDS = new CopyOnWriteArrayList<>();

    /** The folders of the fixtures' logs. */
    static final List<Path> FOLDERS = new CopyOnWriteArrayList<>();

    private QemuTestFixtures() {}

    @QemuTest
    @Machine(
            type = "none",
            args = {"-name", "fixture"})
    static class Parameters {
        @BeforeEach
        void isTheMachineOfTheTest(QemuMachine vm) {
            PIDS.add(vm.pid());
        }

        @Test
        void providesEachType(
                QemuMachine vm,
                Console console,
                QmpClient qmp,
                TestFiles files,
                QemuBinary binary,
                @TempDir Path folder)
                throws Exception {
            PIDS.add(vm.pid());
            assertThat(vm.command()).contains("none", "fixture");
            assertThat(vm.console()).isSameAs(console);
            assertThat(qmp.command("query-name", Map.of(), Duration.ofSeconds(30)).path("name"))
                    .hasToString("\"fixture\"");
            assertThat(files.log("base.log")).exists();
            assertThat(binary).isSameAs(vm.binary());
            assertThat(folder).isEmptyDirectory();
        }

        @Test
        void hasAMachineOfItsOwn(QemuMachine vm) {
            PIDS.add(vm.pid());
        }
    }

    @QemuTest
    static class Served {
        @Test
        void startsADaemon(Daemons daemons) {
            PIDS.add(daemons.storageDaemon().pid());
        }
    }

    @QemuTest
    static class Plain {
        QemuMachine vm;

        @BeforeEach
        void configures() {
            assertThat(vm.isRunning()).isFalse();
            vm.addArgs("-machine", "none", "-name", "configured");
        }

        @Test
        void launchesForItsConsole(Console console) {
            assertThat(vm.isRunning()).isTrue();
            assertThat(vm.cmd("query-name").path("name").asText()).isEqualTo("configured");
        }

        @Test
        void launchesByItself() {
            vm.launch();
        }
    }

    static class OnMethods {
        @Test
        @QemuTest
        void getsAMachine(QemuMachine vm) {
            vm.setMachine("none").launch();
        }

        @Test
        @Machine(type = "none")
        void needsNoSecondAnnotation(QemuMachine vm) {
            assertThat(vm.isRunning()).isTrue();
        }
    }

    @QemuTest
    @Machine(type = "none")
    static class StaticField {
        static QemuMachine shared;
        static @Nullable QemuMachine none = null;
        static final @Nullable QemuMachine FINAL = null;
        QemuMachine own;

        @BeforeAll
        static void isThereBeforeAll(Console console, QemuMachine vm) {
            assertThat(vm).isSameAs(shared);
            PIDS.add(shared.pid());
        }

        @AfterAll
        static void isThereAfterAll() {
            assertThat(shared.isRunning()).isTrue();
        }

        @Test
        void one() {
            PIDS.add(shared.pid());
            assertThat(own.pid()).isNotEqualTo(shared.pid());
            assertThat(FINAL).isNull();
        }

        @Test
        void two() {
            PIDS.add(shared.pid());
        }

        @Nested
        class Inside {
            QemuMachine inner;

            @Test
            void sharesTheMachineOfTheEnclosingClass() {
                PIDS.add(shared.pid());
                assertThat(inner).isSameAs(own);
                FOLDERS.add(inner.outputLog().getParent());
            }
        }
    }

    @QemuTest
    @Machine(type = "none")
    @TestInstance(Lifecycle.PER_CLASS)
    static class PerClass {
        private final QemuMachine constructed;
        private QemuMachine field;

        PerClass(QemuMachine vm) {
            constructed = vm;
        }

        @Test
        void one(QemuMachine own) {
            PIDS.add(constructed.pid());
            assertThat(field).isSameAs(constructed);
            assertThat(own).isNotSameAs(constructed);
        }

        @Test
        void two() {
            PIDS.add(field.pid());
        }
    }

    @QemuTest
    @Machine(type = "none")
    record Constructor(QemuMachine vm) {
        @Test
        void one(QemuMachine same) {
            assertThat(same).isSameAs(vm);
            PIDS.add(vm.pid());
        }

        @Test
        void two() {
            PIDS.add(vm.pid());
        }
    }

    @QemuTest
    static class Templates {
        @ParameterizedTest
        @ValueSource(strings = {"none", "q35"})
        void parameterized(String type, QemuMachine vm) {
            vm.setMachine(type).launch();
            PIDS.add(vm.pid());
            FOLDERS.add(vm.outputLog().getParent());
        }

        @RepeatedTest(2)
        @Machine(type = "none")
        void repeated(QemuMachine vm) {
            PIDS.add(vm.pid());
            FOLDERS.add(vm.outputLog().getParent());
        }
    }

    @QemuTest
    @ParameterizedClass
    @ValueSource(strings = {"one", "two"})
    @Machine(type = "none")
    static class Classes {
        static QemuMachine shared;
        private final String name;

        Classes(String name) {
            this.name = name;
        }

        @Test
        void sharesAMachine(QemuMachine own, TestFiles files) {
            PIDS.add(shared.pid());
            assertThat(own).isNotSameAs(shared);
            FOLDERS.add(files.log());
            assertThat(name).isIn("one", "two");
        }

        @Test
        void alsoHere() {
            PIDS.add(shared.pid());
        }
    }

    @QemuTest
    @ParameterizedClass
    @ValueSource(strings = {"one", "two"})
    @Machine(type = "none")
    @TestInstance(Lifecycle.PER_CLASS)
    static class ClassesPerClass {
        @Parameter String name;
        QemuMachine shared;

        @Test
        void one() {
            PIDS.add(shared.pid());
        }

        @Test
        void two() {
            PIDS.add(shared.pid());
        }
    }

    @Machine(
            type = "pc",
            args = {"-net", "none"},
            consoleDevice = "isa-debugcon,iobase=0x402")
    static class ConsoleDevice {
        @Test
        void isTheConsole(QemuMachine vm, Console console) {
            assertThat(vm.waitForConsolePattern("SeaBIOS").text()).isEqualTo("SeaBIOS");
            assertThat(vm.console()).isSameAs(console);
        }
    }

    static class InCode {
        @RegisterExtension
        static final QemuExtension QEMU =
                QemuExtension.builder()
                        .consoleDevice("isa-debugcon,iobase=0x402")
                        .arch("x86_64")
                        .machine("pc")
                        .args("-m", 64)
                        .name("coded")
                        .build();

        @Test
        void isDescribedByTheBuilder(QemuMachine vm) {
            assertThat(vm.command()).contains("pc", "-m", "64");
            assertThat(vm.name()).isEqualTo("coded");
            assertThat(vm.isRunning()).isTrue();
        }

        @Test
        @Machine(type = "q35", launch = false)
        void isDescribedByTheAnnotationFirst(QemuMachine vm) {
            assertThat(vm.command()).contains("q35", "-m", "64");
            assertThat(vm.isRunning()).isFalse();
        }
    }

    @QemuTest
    static class InCodeAndAnnotated {
        @RegisterExtension
        static final QemuExtension QEMU = QemuExtension.builder().machine("none").build();

        @Test
        void isDescribedByTheBuilder(QemuMachine vm) {
            assertThat(vm.command()).contains("none");
            assertThat(vm.isRunning()).isTrue();
        }
    }

    @QemuTest
    @Machine(type = "none")
    static class BaseClass extends QemuSystemTest {
        @Test
        void sharesTheSession(QemuMachine vm) {
            assertThat(vm()).isSameAs(vm);
            assertThat(vm.isRunning()).isTrue();
        }
    }

    @QemuTest
    static class Several {
        @Test
        void namesTwoMachines(
                @Machine(name = "server", type = "none") QemuMachine server,
                @Machine(name = "client", type = "none", launch = false) QemuMachine client) {
            assertThat(server.isRunning()).isTrue();
            assertThat(client.isRunning()).isFalse();
        }

        @Test
        void doesNotNameThem(
                @Machine(type = "none") QemuMachine server,
                @Machine(type = "q35") QemuMachine client) {}
    }

    @QemuTest
    @Execution(ExecutionMode.CONCURRENT)
    @Machine(type = "none")
    static class Parallel {
        static final CyclicBarrier BOTH = new CyclicBarrier(2);

        @Test
        void one(QemuMachine vm) throws Exception {
            meet(vm);
        }

        @Test
        void two(QemuMachine vm) throws Exception {
            meet(vm);
        }

        private static void meet(QemuMachine vm) throws Exception {
            BOTH.await(60, TimeUnit.SECONDS);
            PIDS.add(vm.pid());
            assertThat(vm.isRunning()).isTrue();
        }
    }

    @Arch("no-such-architecture")
    static class OtherArchitecture {
        @Test
        void isSkipped(QemuMachine vm) {}
    }

    @QemuTest
    static class Skips {
        @Test
        @Arch({"no-such-architecture", "x86_64"})
        void choosesTheFirstArchitecture(QemuBinary binary) {
            assertThat(binary.arch()).isEqualTo("x86_64");
        }

        @Test
        @Machine(type = "no-such-machine")
        void lacksTheMachine(QemuMachine vm) {}
    }

    @QemuTest
    record SkippedConstructor(@Machine(type = "no-such-machine") QemuMachine vm) {
        @Test
        void isSkipped() {}
    }

    @QemuTest
    @Machine(type = "no-such-machine")
    static class SkippedField {
        static QemuMachine vm;

        @Test
        void isSkipped() {}
    }

    static class Mistakes {
        @Test
        void hasNoAnnotation(QemuMachine vm) {}

        @Test
        void wantsAText(
                @AssetFile(url = "https://example.org/a", hash = Assets.HASH) String file) {}

        @Test
        void describesAText(@Machine(type = "none") String vm) {}
    }

    @QemuTest
    static class FinalField {
        @Machine(type = "none")
        final @Nullable QemuMachine vm = null;

        @Test
        void isNotSet() {}
    }

    @QemuTest
    static class Assets {
        static final String HASH =
                "0000000000000000000000000000000000000000000000000000000000000001";

        @AssetFile(url = "https://example.org/field", hash = HASH)
        static Path shared;

        @Test
        void readsAFile(@AssetFile(url = "https://example.org/parameter", hash = HASH) Path file)
                throws Exception {
            Files.readString(file);
        }

        @Nested
        class Inside {
            @Test
            void readsAnother(
                    @AssetFile(url = "https://example.org/nested", hash = HASH) Path file) {}
        }
    }

    @QemuTest
    static class Failing {
        @AfterEach
        void isStillThere(QemuMachine vm) {}

        @Test
        void fails(QemuMachine vm) {
            vm.setMachine("none").launch();
            throw new AssertionError("on purpose");
        }
    }
}
