package org.qemu.functional.settings.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.qemu.functional.settings.HarnessSettings;

class ProgramLocalTest {
    private final ProgramLocal<String> variable = new ProgramLocal<>();

    private static void onThread(Runnable action) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(action);
        thread.setUncaughtExceptionHandler((any, failure) -> thrown.set(failure));
        thread.start();
        thread.join();
        assertThat(thrown.get()).isNull();
    }

    @Test
    void isLikeAStaticFieldOutsideOfABundle() throws Exception {
        assertThat(variable.find()).isEmpty();
        onThread(() -> variable.set("set"));
        assertThat(variable.get(() -> "initial")).isEqualTo("set");
        assertThat(ProgramLocal.isBundled()).isFalse();
    }

    @Test
    void hasItsOwnValueInEachProgramOfABundle() throws Exception {
        variable.set("outside");
        onThread(
                () -> {
                    ProgramLocal.beginProgram();
                    assertThat(ProgramLocal.isBundled()).isTrue();
                    assertThat(variable.find()).isEmpty();
                    assertThat(variable.get(() -> "initial")).isEqualTo("initial");
                    variable.set("inside");
                });
        assertThat(variable.find()).hasValue("outside");
    }

    @Test
    void isSharedByTheThreadsOfAProgram() throws Exception {
        onThread(
                () -> {
                    ProgramLocal.beginProgram();
                    AtomicReference<String> seen = new AtomicReference<>();
                    Thread child = new Thread(() -> seen.set(variable.find().orElse("")));
                    variable.set("of the program");
                    child.start();
                    try {
                        child.join();
                    } catch (InterruptedException e) {
                        throw new AssertionError("interrupted while waiting for the child", e);
                    }
                    assertThat(seen).hasValue("of the program");
                });
    }

    @Test
    void replacesSettingsForOneProgram() throws Exception {
        onThread(
                () -> {
                    ProgramLocal.beginProgram();
                    HarnessSettings.override(Map.of("QEMU_TEST_TIMEOUT", "7"));
                    assertThat(HarnessSettings.current().environment())
                            .containsEntry("QEMU_TEST_TIMEOUT", "7")
                            .containsKey("PATH");
                });
        assertThat(HarnessSettings.current().environment().get("QEMU_TEST_TIMEOUT"))
                .isNotEqualTo("7");
    }
}
