package org.qemu.functional;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.qemu.functional.machine.LaunchException;
import org.qemu.functional.machine.QemuMachine;

/**
 * Launches machines that need what QEMU can only tell at its start: OpenGL, a DRM render node, a
 * kernel with Xen support. A launch that fails for want of that skips the test; any other failure
 * is one.
 */
public final class LaunchRequirement {
    private static final List<LaunchRequirement> DISPLAY =
            List.of(
                    new LaunchRequirement(
                            "old virglrenderer, blob resources unsupported",
                            "virtio-gpu has no blob resources here: virglrenderer is too old"),
                    new LaunchRequirement(
                            "old virglrenderer, venus unsupported",
                            "virtio-gpu has no Venus here: virglrenderer is too old"),
                    new LaunchRequirement(
                            "egl: no drm render node available",
                            "this host has no DRM render node that can be opened"),
                    new LaunchRequirement(
                            "egl: render node init failed",
                            "EGL cannot use the DRM render node of this host"),
                    new LaunchRequirement(
                            "'?type'? does not accept value '?egl-headless",
                            "this QEMU has no display 'egl-headless'"),
                    new LaunchRequirement(
                            "'?type'? does not accept value '?dbus",
                            "this QEMU has no display 'dbus'"),
                    new LaunchRequirement(
                            "[Dd]isplay '?(egl-headless|dbus)'? is not available|"
                                    + "OpenGL support was not enabled in this build of QEMU",
                            "this QEMU has no OpenGL"),
                    new LaunchRequirement(
                            "eglInitialize failed|eglGetDisplay failed|egl: .* failed",
                            "EGL cannot be initialized on this host"),
                    new LaunchRequirement(
                            "[Tt]he display backend does not have OpenGL support enabled"
                                    + "|opengl is not available",
                            "the display has no OpenGL here"));

    private static final List<LaunchRequirement> XEN =
            List.of(
                    new LaunchRequirement(
                            "Xen HVM guest support not present",
                            "KVM has no Xen support: it needs Linux 5.12 with CONFIG_KVM_XEN"),
                    new LaunchRequirement(
                            "Property '(kvm-accel\\.)?xen-version' not found",
                            "this QEMU is built without CONFIG_XEN_EMU"));

    private final Pattern output;
    private final String reason;

    private LaunchRequirement(String output, String reason) {
        this.output = Pattern.compile(output);
        this.reason = reason;
    }

    /** Launch a machine that draws by OpenGL; skip the test where QEMU or the host has none. */
    public static void launchWithOpenGl(QemuMachine vm) {
        launch(vm, DISPLAY);
    }

    /** Launch a machine whose guest uses KVM's Xen support; skip the test where there is none. */
    public static void launchWithXen(QemuMachine vm) {
        launch(vm, XEN);
    }

    private static void launch(QemuMachine vm, List<LaunchRequirement> requirements) {
        try {
            vm.launch();
        } catch (LaunchException e) {
            Optional<LaunchRequirement> missing = missing(e, requirements);
            if (missing.isEmpty()) {
                throw e;
            }
            Assumptions.abort(missing.get().reason);
        }
    }

    /** A crash is none, whatever was said before it. */
    private static Optional<LaunchRequirement> missing(
            LaunchException e, List<LaunchRequirement> requirements) {
        return requirements.stream()
                .filter(any -> e.exitCode() >= 0)
                .filter(one -> one.output.matcher(e.output()).find())
                .findFirst();
    }
}
