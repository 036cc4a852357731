package org.qemu.functional.qtest;

import java.util.List;
import org.qemu.functional.TestContext;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.qtest.internal.Accelerator;
import org.qemu.functional.qtest.internal.MachineArguments;

/** Launch machines for JUnit extensions, a new one at each call. */
public final class QTestLauncher {
    private final TestContext machines;
    private int launched;

    /** Create a launcher for machines of a test or of a class. */
    public QTestLauncher(TestContext machines) {
        this.machines = machines;
    }

    /**
     * Split arguments as a shell would: see {@link QTestMachine#value}.
     *
     * @throws IllegalArgumentException if a quotation mark is not closed
     */
    public static List<String> split(String arguments) {
        return MachineArguments.split(arguments);
    }

    /**
     * Launch a machine.
     *
     * @param arguments the arguments, in which placeholders in braces are replaced: see {@link
     *     QTestMachine#value}
     * @param running see {@link QTestMachine#running}
     * @throws org.opentest4j.TestAbortedException if this QEMU lacks something that the arguments
     *     name
     */
    public QTest launch(List<String> arguments, boolean running) {
        MachineArguments.require(arguments, machines.binary());
        launched++;
        QemuMachine vm = machines.machine(launched == 1 ? QemuMachine.DEFAULT : "vm" + launched);
        MachineArguments.channels(arguments).forEach(vm::addChannel);
        for (String argument : arguments) {
            vm.addArgs(MachineArguments.fill(argument, machines.scratchFile()));
        }
        QTest qtest =
                QTest.attach(
                        vm,
                        running
                                ? Accelerator.ofRunning(machines.binary())
                                : Accelerator.of(machines.binary()));
        vm.launch();
        return qtest;
    }
}
