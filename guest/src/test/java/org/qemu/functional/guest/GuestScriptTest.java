package org.qemu.functional.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.QemuSystemTest;

/** Runs tests with a script in a guest: a clone where the boot is not what is tested. */
class GuestScriptTest {
    private static final List<String> SEEN = new ArrayList<>();

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(ProcessHandle.current().descendants())
                .noneMatch(process -> process.info().command().orElse("").contains("qemu"));
    }

    private static EngineExecutionResults run(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests)).execute();
    }

    private static Throwable thrown(EngineExecutionResults results, String test) {
        return results.testEvents().finished().stream()
                .filter(event -> event.getTestDescriptor().getDisplayName().startsWith(test + "("))
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .flatMap(result -> result.getThrowable().stream())
                .findFirst()
                .orElseThrow();
    }

    @ExtendWith(ChoicesExtension.class)
    static class Passing extends QemuSystemTest {
        @Test
        @GuestScript("[ \"$(cat /proc/sys/kernel/ostype)\" = Linux ]")
        void needsNoBody() {}

        @Test
        @GuestScript("grep -qw 0x1af4:0x1005 /tmp/ids")
        void runsBeforeTheScriptWithAGuest(Guest guest) {
            guest.run(
                            "cd /sys/bus/pci/devices && for d in *; do echo $(cat $d/vendor):$(cat $d/device); done > /tmp/ids; echo 0x1af4:0x1005 >> /tmp/ids")
                    .check();
        }

        @Test
        @GuestScript("grep -l 0x1005 /sys/bus/pci/devices/*/device")
        void runsBeforeTheBootWithoutOne() {
            assertThat(vm().isRunning()).isFalse();
            vm().addArgs("-device", "virtio-rng-pci");
        }

        @Test
        @GuestScript("echo made; echo aside >&2")
        void looksAtTheResult(CommandResult result) {
            assertThat(result.stdout()).isEqualTo("made\n");
            assertThat(result.stderr()).isEqualTo("aside\n");
            SEEN.add("result");
        }

        @Test
        @WarmBoot
        @GuestScript
        void meetsTheScriptHalfWay(Guest guest, ScriptRun script) {
            script.set("GREETING", "it's \"me\"");
            assertThat(script.awaitLine("ready")).isEqualTo("it's \"me\" ready");
            script.guest().put("go", "/tmp/go");
            SEEN.add(script.finish().stdout());
        }

        @Test
        @WarmBoot
        @GuestScript("cat /tmp/put")
        void runsInAWarmGuest(Guest guest, ScriptRun script) {
            guest.put("warm", "/tmp/put");
            assertThat(script.in(guest).finish().stdout()).isEqualTo("warm");
        }

        @Test
        @WarmBoot
        @GuestScript("[ -e /tmp/put ]")
        void runsInTheWarmGuestThatTheMethodHas(Guest guest) {
            guest.put("warm", "/tmp/put");
        }

        @Test
        @WarmBoot
        @GuestScript("nic=$(choose nic e1000 rtl8139 2>/dev/null); echo chosen $nic")
        void choosesByTheSeedOfTheHost(Guest guest, Choices choices, ScriptRun script) {
            // The same name and options in the same test lead to the same selection.
            String nic = choices.choose("nic", "e1000", "rtl8139");
            assertThat(script.finish().stdout()).isEqualTo("chosen " + nic + "\n");
        }

        @ParameterizedTest
        @ValueSource(strings = {"one", "two"})
        @WarmBoot
        @GuestScript("test \"$WORD\" = one || test \"$WORD\" = two; echo $WORD")
        void runsWithEachArgument(String word, Guest guest, ScriptRun script) {
            SEEN.add(script.set("WORD", word).finish().stdout());
        }
    }

    @Test
    void scriptsThatSucceedPass() {
        EngineExecutionResults results = run(Passing.class);
        assertThat(
                        results.allEvents().finished().stream()
                                .flatMap(
                                        event ->
                                                event
                                                        .getRequiredPayload(
                                                                TestExecutionResult.class)
                                                        .getThrowable()
                                                        .stream()))
                .isEmpty();
        results.testEvents().assertStatistics(stats -> stats.succeeded(10));
        assertThat(SEEN)
                .containsExactlyInAnyOrder("result", "it's \"me\" ready\nwent\n", "one\n", "two\n");
    }

    @WarmBoot
    static class Others extends QemuSystemTest {
        @Test
        @GuestScript("echo before; skip no such device here")
        void skips(Guest guest) {}

        @Test
        @GuestScript("echo before; false\necho after")
        void endsAtTheFirstFailure(Guest guest) {}

        @Test
        @GuestScript("echo dying >&2; kill -SEGV $$")
        void diesOfASignal(Guest guest, ScriptRun script) {}

        @Test
        @GuestScript("exit 3")
        void isNotReached(CommandResult result) {
            SEEN.add("reached");
        }

        @Test
        @GuestScript(value = "echo begun; sleep 1000", seconds = 2)
        void isLate(Guest guest) {}

        @Test
        @GuestScript("echo begun; echo c > /proc/sysrq-trigger; sleep 1000")
        void panics() {}

        @Test
        @GuestScript("echo begun; sleep 1000")
        void failsOnTheHost(Guest guest, ScriptRun script) {
            script.awaitLine("begun");
            fail("of the host");
        }

        @Test
        @GuestScript("echo one")
        void awaitsInVain(Guest guest, ScriptRun script) {
            script.awaitLine("two");
        }

        @Test
        @GuestScript(file = "no-such.sh")
        void hasNoFile() {}

        @Test
        @GuestScript("nic=$(choose nic twice twice)")
        void hasAWrongChoice(Guest guest) {}

        @Test
        @GuestScript("true")
        void hasAWrongVariable(ScriptRun script) {
            script.set("1 2", "x");
        }
    }

    private static EngineExecutionResults others;

    @BeforeAll
    static void runOthers() {
        others = run(Others.class);
    }

    @Test
    void status77IsASkipWithTheLastLineAsReason() {
        assertThat(thrown(others, "skips"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessage("no such device here");
    }

    @Test
    void failureQuotesTheLastLinesAndTheStatus() {
        assertThat(thrown(others, "endsAtTheFirstFailure"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ended with exit status 1")
                .hasMessageContaining("| before")
                .hasMessageNotContaining("after");
        assertThat(thrown(others, "diesOfASignal"))
                .hasMessageContaining("signal 11")
                .hasMessageContaining("! dying");
        assertThat(thrown(others, "isNotReached"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("exit status 3; it wrote nothing");
    }

    @Test
    void scriptThatNeverEndsIsKilledAtItsDeadline() {
        assertThat(thrown(others, "isLate"))
                .isInstanceOf(CommandTimeoutError.class)
                .hasMessageContaining("| begun");
    }

    @Test
    void panicIsToldAsThat() {
        assertThat(thrown(others, "panics")).hasMessageContaining("panic");
    }

    @Test
    void failureOnTheHostTellsHowFarTheScriptWas() {
        assertThat(thrown(others, "failsOnTheHost")).hasMessage("of the host");
        assertThat(thrown(others, "failsOnTheHost").getSuppressed()[0])
                .hasMessageContaining("| begun");
        assertThat(thrown(others, "awaitsInVain"))
                .hasMessageContaining("exit status 0 and did not write 'two'")
                .hasMessageContaining("| one");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(thrown(others, "hasNoFile"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'no-such.sh'");
        assertThat(thrown(others, "hasAWrongChoice"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("twice");
        assertThat(thrown(others, "hasAWrongVariable"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'1 2'");
    }
}
