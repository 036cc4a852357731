package org.qemu.functional.qtest.internal;

import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

/** The way in which CPUs are kept from disturbing a test. */
public enum Accelerator {
    /** QEMU's qtest accelerator: the CPUs execute nothing, and the test moves the clock. */
    QTEST,

    /** The machine is not started, and its clock does not move. */
    STOPPED,

    /**
     * The machine runs, and its clock follows the host's time; its CPU executes an idle loop. This
     * is for devices that transfer no data in a stopped machine.
     */
    PARKED;

    /** Return the mode that supports most with a build of QEMU. */
    public static Accelerator of(QemuBinary binary) {
        return binary.hasAccelerator("qtest") ? QTEST : STOPPED;
    }

    /** Return the mode for a machine that must run. */
    public static Accelerator ofRunning(QemuBinary binary) {
        return binary.hasAccelerator("qtest") ? QTEST : PARKED;
    }

    public boolean hasClock() {
        return this == QTEST;
    }

    public void addTo(QemuMachine vm) {
        switch (this) {
            case QTEST -> vm.addArgs("-accel", "qtest");
            case STOPPED -> vm.addArgs("-accel", "tcg", "-S");
            case PARKED -> {
                vm.addArgs("-accel", "tcg");
                ParkedCpu.park(vm);
            }
        }
    }
}
