package org.qemu.functional.report.internal.trace;

import java.util.List;

/** The states of a machine in the order of time. */
public record MachineStates(String name, List<MachineState> states) {}
