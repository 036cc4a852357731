package org.qemu.functional.machine;

import java.util.Set;

/**
 * What one start of QEMU without a machine tells of a build.
 *
 * @param aliases of devices, which {@code -device} takes too
 * @param cpus the CPU models; empty on a target that lists none
 */
record QemuCapabilities(
        String version,
        Set<String> machines,
        Set<String> devices,
        Set<String> aliases,
        Set<String> cpus,
        Set<String> accelerators) {}
