package org.qemu.functional.qtest;

import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

/** What keeps the CPUs from disturbing a test. */
enum Accelerator {
    /** QEMU's own for this: there are no CPUs to speak of, and the test moves the clock. */
    QTEST,

    /** The machine does not start to run, nor does its clock. */
    STOPPED,

    /**
     * The machine runs, and so does its clock, by the time of the host; its CPU is kept busy with
     * nothing. For devices that move no data in a machine that is stopped.
     */
    PARKED;

    /** The one with which a build of QEMU does most. */
    static Accelerator of(QemuBinary binary) {
        return binary.hasAccelerator("qtest") ? QTEST : STOPPED;
    }

    /** The same, but for a machine that is to run. */
    static Accelerator ofRunning(QemuBinary binary) {
        return binary.hasAccelerator("qtest") ? QTEST : PARKED;
    }

    boolean hasClock() {
        return this == QTEST;
    }

    void addTo(QemuMachine vm) {
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
