package org.qemu.functional.machine.internal.probe;

import java.util.Set;

/**
 * The capabilities of a build, obtained by starting QEMU once without a machine.
 *
 * @param aliases aliases of devices, which {@code -device} accepts too
 * @param cpus the CPU models; empty on a target that lists none
 */
public record QemuCapabilities(
        String version,
        Set<String> machines,
        Set<String> devices,
        Set<String> aliases,
        Set<String> cpus,
        Set<String> accelerators) {}
