package org.qemu.functional.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.AssetFinder;

/** Runs classes without a base class on the JUnit engine, with a real QEMU. */
class QemuTestTest {
    @BeforeEach
    void forget() {
        QemuTestFixtures.PIDS.clear();
        QemuTestFixtures.FOLDERS.clear();
    }

    private static EngineExecutionResults run(Class<?> type) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(type))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter(
                        "junit.jupiter.execution.parallel.config.executor-service",
                        "WORKER_THREAD_POOL")
                .execute();
    }

    private static EngineExecutionResults run(Class<?> type, String name) {
        Method method =
                Arrays.stream(type.getDeclaredMethods())
                        .filter(one -> one.getName().equals(name))
                        .findFirst()
                        .orElseThrow();
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(type, method))
                .execute();
    }

    private static void passes(EngineExecutionResults results, long tests) {
        assertThat(failures(results)).isEmpty();
        assertThat(results.testEvents().succeeded().count()).isEqualTo(tests);
    }

    private static List<Throwable> failures(EngineExecutionResults results) {
        return results.allEvents().finished().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .flatMap(result -> result.getThrowable().stream())
                .toList();
    }

    /** Return the number of machines, and check that all have ended. */
    private static long machines() {
        List<Long> pids = QemuTestFixtures.PIDS.stream().distinct().toList();
        assertThat(pids.stream().flatMap(pid -> ProcessHandle.of(pid).stream()))
                .as("machines that run after their tests")
                .noneMatch(ProcessHandle::isAlive);
        return pids.size();
    }

    @Test
    void providesParametersOfEachTypeForAMachinePerTest() {
        passes(run(QemuTestFixtures.Parameters.class), 2);
        assertThat(QemuTestFixtures.PIDS).hasSize(4);
        assertThat(machines()).isEqualTo(2);
    }

    @Test
    void endsTheDaemonsOfATest() {
        passes(run(QemuTestFixtures.Served.class), 1);
        assertThat(machines()).isEqualTo(1);
    }

    @Test
    void launchesAMachineWithoutDescriptionWhenItsConsoleIsNeeded() {
        passes(run(QemuTestFixtures.Plain.class), 2);
    }

    @Test
    void worksOnAMethod() {
        passes(run(QemuTestFixtures.OnMethods.class), 2);
    }

    @Test
    void sharesTheMachineOfAStaticField() {
        passes(run(QemuTestFixtures.StaticField.class), 3);
        assertThat(QemuTestFixtures.PIDS).hasSize(4);
        assertThat(machines()).isEqualTo(1);
    }

    @Test
    void setsStaticFieldsAgainInTheNextRun() {
        passes(run(QemuTestFixtures.StaticField.class), 3);
        passes(run(QemuTestFixtures.StaticField.class), 3);
        assertThat(machines()).isEqualTo(2);
    }

    @Test
    void sharesTheMachineOfAnInstanceForAllTests() {
        passes(run(QemuTestFixtures.PerClass.class), 2);
        assertThat(QemuTestFixtures.PIDS).hasSize(2);
        assertThat(machines()).isEqualTo(1);
    }

    @Test
    void providesParametersOfAConstructor() {
        passes(run(QemuTestFixtures.Constructor.class), 2);
        assertThat(machines()).isEqualTo(2);
    }

    @Test
    void givesEachInvocationOfATemplateItsOwnMachineAndLogs() {
        passes(run(QemuTestFixtures.Templates.class), 4);
        assertThat(machines()).isEqualTo(4);
        assertThat(folders())
                .containsExactlyInAnyOrder(
                        "QemuTestFixtures.Templates.parameterized-1",
                        "QemuTestFixtures.Templates.parameterized-2",
                        "QemuTestFixtures.Templates.repeated-1",
                        "QemuTestFixtures.Templates.repeated-2");
    }

    @Test
    void sharesAMachineInAllInvocationsOfAParameterizedClass() {
        passes(run(QemuTestFixtures.Classes.class), 4);
        assertThat(QemuTestFixtures.PIDS).hasSize(4);
        assertThat(machines()).isEqualTo(1);
        assertThat(folders())
                .containsExactlyInAnyOrder(
                        "QemuTestFixtures.Classes-1.sharesAMachine",
                        "QemuTestFixtures.Classes-2.sharesAMachine");
    }

    @Test
    void setsFieldsOfEachInstanceOfAParameterizedClass() {
        passes(run(QemuTestFixtures.ClassesPerClass.class), 4);
        assertThat(QemuTestFixtures.PIDS).hasSize(4);
    }

    private static Stream<String> folders() {
        return QemuTestFixtures.FOLDERS.stream().map(Path::getFileName).map(Path::toString);
    }

    @Test
    void connectsADeviceToTheConsole() {
        passes(run(QemuTestFixtures.ConsoleDevice.class), 1);
    }

    @Test
    void isConfiguredInCode() {
        passes(run(QemuTestFixtures.InCode.class), 2);
        passes(run(QemuTestFixtures.InCodeAndAnnotated.class), 1);
    }

    @Test
    void sharesTheSessionOfABaseClass() {
        passes(run(QemuTestFixtures.BaseClass.class), 1);
    }

    @Test
    void providesConcurrentTests() {
        passes(run(QemuTestFixtures.Parallel.class), 2);
        assertThat(machines()).isEqualTo(2);
    }

    @Test
    void providesSeveralMachinesByName() {
        passes(run(QemuTestFixtures.Several.class, "namesTwoMachines"), 1);
        assertThat(failures(run(QemuTestFixtures.Several.class, "doesNotNameThem")))
                .singleElement()
                .asString()
                .contains("machine 'default' is described twice")
                .contains("@Machine(name = \"second\")");
    }

    @Test
    void choosesTheBinaryByArchitecture() {
        passes(run(QemuTestFixtures.Skips.class, "choosesTheFirstArchitecture"), 1);
        assertThat(skipReasons(run(QemuTestFixtures.OtherArchitecture.class)))
                .singleElement()
                .asString()
                .contains("requires a QEMU for no-such-architecture: no qemu-system-no-such")
                .contains("install it");
    }

    private static List<String> skipReasons(EngineExecutionResults results) {
        return results.allEvents().skipped().stream()
                .map(event -> event.getRequiredPayload(String.class))
                .toList();
    }

    @Test
    void skipsATestThatLacksItsMachineType() {
        EngineExecutionResults results = run(QemuTestFixtures.Skips.class, "lacksTheMachine");
        assertThat(results.testEvents().aborted().count()).isEqualTo(1);
        assertThat(failures(results)).singleElement().asString().contains("no-such-machine");
    }

    @Test
    void skipsATestWhoseConstructorLacksItsMachineType() {
        EngineExecutionResults results = run(QemuTestFixtures.SkippedConstructor.class);
        assertThat(results.testEvents().aborted().count()).isEqualTo(1);
        assertThat(results.testEvents().failed().count()).isZero();
    }

    @Test
    void skipsAClassWhoseStaticFieldLacksItsMachineType() {
        EngineExecutionResults results = run(QemuTestFixtures.SkippedField.class);
        assertThat(results.containerEvents().aborted().count()).isEqualTo(1);
        assertThat(results.allEvents().failed().count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wantsAText", "describesAText"})
    void explainsAnAnnotationThatDoesNotFitTheType(String test) {
        assertThat(failures(run(QemuTestFixtures.Mistakes.class, test)))
                .singleElement()
                .asString()
                .containsAnyOf(
                        "has @AssetFile, and only a java.nio.file.Path can",
                        "has @Machine, which does not apply to a String")
                .doesNotContain("No ParameterResolver");
    }

    @Test
    void explainsAFieldThatIsFinal() {
        assertThat(failures(run(QemuTestFixtures.FinalField.class)))
                .singleElement()
                .asString()
                .contains("FinalField.vm' cannot be set: remove 'final'");
    }

    @Test
    void precacheFindsFilesOfFieldsParametersAndNestedClasses() {
        assertThat(AssetFinder.assetsOf(QemuTestFixtures.Assets.class).stream().map(Asset::url))
                .containsExactlyInAnyOrder(
                        "https://example.org/field",
                        "https://example.org/parameter",
                        "https://example.org/nested");
    }

    @Test
    void endsTheMachineOfATestThatFails() {
        EngineExecutionResults results = run(QemuTestFixtures.Failing.class);
        assertThat(failures(results)).singleElement().asString().contains("on purpose");
    }
}
