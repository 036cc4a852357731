package org.qemu.functional;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.qemu.functional.machine.LaunchException;
import org.qemu.functional.machine.QemuMachine;

/**
 * Launch machines with requirements that only QEMU can check at its start: OpenGL, a DRM render
 * node, a kernel with Xen support, TCG plug-ins. If the launch fails because a requirement is
 * missing, the test is skipped. Any other failure fails the test.
 */
public final class LaunchRequirement {
    private static final List<LaunchRequirement> DISPLAY =
            List.of(
                    new LaunchRequirement(
                            "old virglrenderer, blob resources unsupported",
                            "virtio-gpu does not support blob resources on this host: virglrenderer is too old"),
                    new LaunchRequirement(
                            "old virglrenderer, venus unsupported",
                            "virtio-gpu does not support Venus on this host: virglrenderer is too old"),
                    new LaunchRequirement(
                            "egl: no drm render node available",
                            "this host has no accessible DRM render node"),
                    new LaunchRequirement(
                            "egl: render node init failed",
                            "EGL cannot use the DRM render node of this host"),
                    new LaunchRequirement(
                            "'?type'? does not accept value '?egl-headless",
                            "this QEMU does not support the display 'egl-headless'"),
                    new LaunchRequirement(
                            "'?type'? does not accept value '?dbus",
                            "this QEMU does not support the display 'dbus'"),
                    new LaunchRequirement(
                            "[Dd]isplay '?(egl-headless|dbus)'? is not available|"
                                    + "OpenGL support was not enabled in this build of QEMU",
                            "this QEMU does not support OpenGL"),
                    new LaunchRequirement(
                            "eglInitialize failed|eglGetDisplay failed|egl: .* failed",
                            "EGL cannot be initialized on this host"),
                    new LaunchRequirement(
                            "[Tt]he display backend does not have OpenGL support enabled"
                                    + "|opengl is not available",
                            "the display does not support OpenGL on this host"));

    private static final List<LaunchRequirement> XEN =
            List.of(
                    new LaunchRequirement(
                            "Xen HVM guest support not present",
                            "KVM does not support Xen guests: this requires Linux 5.12 with CONFIG_KVM_XEN"),
                    new LaunchRequirement(
                            "Property '(kvm-accel\\.)?xen-version' not found",
                            "this QEMU is built without CONFIG_XEN_EMU"));

    private static final List<LaunchRequirement> PLUGINS =
            List.of(
                    new LaunchRequirement(
                            "plugin interface not enabled in this build",
                            "this QEMU does not support TCG plug-ins"));

    private final Pattern output;
    private final String reason;

    private LaunchRequirement(String output, String reason) {
        this.output = Pattern.compile(output);
        this.reason = reason;
    }

    /**
     * Launch a machine that renders with OpenGL; skip the test if QEMU or the host does not support
     * it.
     */
    public static void launchWithOpenGl(QemuMachine vm) {
        launch(vm, DISPLAY);
    }

    /** Launch a machine whose guest uses KVM's Xen support; skip the test if it is missing. */
    public static void launchWithXen(QemuMachine vm) {
        launch(vm, XEN);
    }

    /** Launch a machine with a TCG plug-in; skip the test if QEMU does not support plug-ins. */
    public static void launchWithPlugins(QemuMachine vm) {
        launch(vm, PLUGINS);
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

    /**
     * Return the missing requirement. A crash never counts as one, whatever QEMU printed before it.
     */
    private static Optional<LaunchRequirement> missing(
            LaunchException e, List<LaunchRequirement> requirements) {
        return requirements.stream()
                .filter(any -> e.exitCode() >= 0)
                .filter(one -> one.output.matcher(e.output()).find())
                .findFirst();
    }
}
