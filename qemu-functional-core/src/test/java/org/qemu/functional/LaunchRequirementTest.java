package org.qemu.functional;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.machine.LaunchException;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

class LaunchRequirementTest {
    @TempDir Path folder;

    /** Launch a QEMU that writes to standard error and exits. */
    private void launch(Consumer<QemuMachine> launch, String says, String end) {
        QemuBinary qemu = QemuBinary.locate(Map.of(), folder, Optional.empty());
        QemuMachine vm = QemuMachine.create(qemu, "default", folder);
        vm.setWrapper("sh", "-c", "echo \"$0\" >&2; " + end, says);
        try {
            launch.accept(vm);
        } finally {
            vm.kill();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "old virglrenderer, blob resources unsupported",
                "old virglrenderer, venus unsupported",
                "qemu: egl: no drm render node available",
                "-display egl-headless: Parameter 'type' does not accept value 'egl-headless'",
                "-display dbus,gl=on: Parameter 'type' does not accept value 'dbus'",
                "qemu: eglInitialize failed: EGL_NOT_INITIALIZED",
                "qemu: OpenGL support was not enabled in this build of QEMU",
            })
    void skipsWhereOpenGlIsMissing(String says) {
        assertThatThrownBy(() -> launch(LaunchRequirement::launchWithOpenGl, says, "exit 1"))
                .isInstanceOf(TestAbortedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-accel kvm,xen-version=0x4000a: Property 'kvm-accel.xen-version' not found",
                "qemu: kvm: Xen HVM guest support not present",
            })
    void skipsWhereXenSupportIsMissing(String says) {
        assertThatThrownBy(() -> launch(LaunchRequirement::launchWithXen, says, "exit 1"))
                .isInstanceOf(TestAbortedException.class);
    }

    @Test
    void failsForAnyOtherReason() {
        assertThatThrownBy(
                        () ->
                                launch(
                                        LaunchRequirement::launchWithOpenGl,
                                        "Xen HVM guest support not present",
                                        "exit 1"))
                .isInstanceOf(LaunchException.class);
        assertThatThrownBy(
                        () ->
                                launch(
                                        LaunchRequirement::launchWithOpenGl,
                                        "egl: no drm render node available",
                                        "kill -SEGV $$"))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("SIGSEGV");
    }
}
