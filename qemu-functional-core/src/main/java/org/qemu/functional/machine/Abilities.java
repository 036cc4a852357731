package org.qemu.functional.machine;

import java.util.Set;

/** What one start of QEMU without a machine tells of a build. */
record Abilities(
        String version, Set<String> machines, Set<String> devices, Set<String> accelerators) {}
