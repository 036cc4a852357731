package org.qemu.functional.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.qemu.functional.FunctionalTestExtension;
import org.qemu.functional.budget.TestTimeout;
import org.qemu.functional.condition.SkipIfMissingCommands;
import org.qemu.functional.machine.QemuMachine;

/** Annotations of a class apply to the classes in it, also to those that it inherits. */
class NestedAnnotationsTest {
    private static String name = "";

    @AfterEach
    void forget() {
        name = "";
    }

    @QemuTest
    abstract static class Inherited {
        @Nested
        class Inside {
            @Nested
            class Innermost {
                @Test
                void isTheMachineOfTheHeir(QemuMachine vm) {
                    name = vm.cmd("query-name").path("name").asText();
                }
            }
        }
    }

    @Machine(
            type = "none",
            args = {"-name", "heir"})
    static class Heir extends Inherited {}

    /** Encloses a class that is no part of it for JUnit. */
    @Machine(type = "no-such-machine")
    static class Surrounding {
        @QemuTest
        @Machine(type = "none")
        static class OfItsOwn {
            @Test
            void hasNoArguments(QemuMachine vm) {
                assertThat(vm.isRunning()).isTrue();
            }
        }
    }

    @Arch("no-such-architecture")
    static class OtherArchitecture extends Inherited {}

    @SkipIfMissingCommands("no-such-command")
    static class MissingCommand extends Inherited {}

    static class Timed {
        @Nested
        class Inside {
            @Test
            void hasALimit() {}
        }
    }

    @ExtendWith(FunctionalTestExtension.class)
    @TestTimeout(seconds = -1)
    static class HeirOfTimed extends Timed {}

    private static EngineExecutionResults run(Class<?> type) {
        return EngineTestKit.engine("junit-jupiter").selectors(selectClass(type)).execute();
    }

    private static List<Throwable> failures(EngineExecutionResults results) {
        return results.allEvents().finished().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .flatMap(result -> result.getThrowable().stream())
                .toList();
    }

    @Test
    void aMachineIsDescribedByTheClassThatInheritsTheNestedOne() {
        EngineExecutionResults results = run(Heir.class);
        assertThat(failures(results)).isEmpty();
        assertThat(results.testEvents().succeeded().count()).isEqualTo(1);
        assertThat(name).isEqualTo("heir");
    }

    @Test
    void aMachineIsNotDescribedByAClassThatOnlySurroundsIt() {
        EngineExecutionResults results = run(Surrounding.OfItsOwn.class);
        assertThat(failures(results)).isEmpty();
        assertThat(results.testEvents().succeeded().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(classes = {OtherArchitecture.class, MissingCommand.class})
    void nestedTestsAreSkippedWithTheirClass(Class<?> type) {
        EngineExecutionResults results = run(type);
        assertThat(results.containerEvents().skipped().count()).isEqualTo(1);
        assertThat(results.testEvents().started().count()).isZero();
    }

    @Test
    void aTimeLimitIsThatOfTheClassThatInheritsTheNestedOne() {
        assertThat(failures(run(HeirOfTimed.class)))
                .singleElement()
                .asString()
                .contains("@TestTimeout(seconds = -1)");
    }
}
