package org.qemu.functional.junit.internal;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.qemu.functional.TestContext;
import org.qemu.functional.junit.AssetFile;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.parameter.ParameterProvider;

/** The machines and files that a test, or the tests of a class, got as parameters and in fields. */
final class ProvidedMachines {
    private final TestContext context;
    private final Map<String, MachineDescription> descriptions = new HashMap<>();
    private final Set<String> configured = new HashSet<>();
    private final Map<List<?>, Object> values = new HashMap<>();

    ProvidedMachines(TestContext context) {
        this.context = context;
    }

    TestContext context() {
        return context;
    }

    /** Return a machine, which is configured at the first call. */
    synchronized QemuMachine get(MachineDescription wanted) {
        describe(wanted);
        QemuMachine vm = context.machine(wanted.machine());
        configure(vm, wanted);
        return vm;
    }

    /** Return the member of an archive, which is extracted at the first call. */
    synchronized Path member(AssetFile asset) {
        return (Path)
                values.computeIfAbsent(
                        List.of(asset),
                        key -> context.archiveExtract(AssetFileFinder.of(asset), asset.member()));
    }

    private void describe(MachineDescription wanted) {
        String name = wanted.machine();
        MachineDescription known = descriptions.putIfAbsent(name, wanted);
        if (known != null && !known.isLike(wanted)) {
            throw new ExtensionConfigurationException(
                    "machine '%s' is described twice, by %s and by %s: give one of them another name, as in @Machine(name = \"second\")"
                            .formatted(name, known.text(), wanted.text()));
        }
    }

    private void configure(QemuMachine vm, MachineDescription wanted) {
        // The machine of a test that extends QemuSystemTest may run already.
        if (configured.add(vm.name()) && !MachineAccess.of(vm).wasLaunched()) {
            wanted.configure(vm);
        }
    }

    /** Return a machine that was launched, and launch it if it was not. */
    synchronized QemuMachine launched(MachineDescription wanted) {
        QemuMachine vm = get(wanted);
        if (!MachineAccess.of(vm).wasLaunched()) {
            vm.launch();
        }
        return vm;
    }

    /** Return the value of a provider for a machine, which is created at the first call. */
    synchronized Object value(ParameterProvider<?> provider, MachineDescription wanted) {
        List<?> key = List.of(provider.type(), wanted.machine());
        Object known = values.get(key);
        if (known != null) {
            return known;
        }
        describe(wanted);
        if (MachineAccess.of(context.machine(wanted.machine())).wasLaunched()) {
            throw new ExtensionConfigurationException(
                    "machine '%s' runs already, and a %s has to be there when it is launched: add launch = false to the @Machine of the QemuMachine, or give the %s a machine of its own, as in @Machine(name = \"second\")"
                            .formatted(
                                    wanted.machine(),
                                    provider.type().getSimpleName(),
                                    provider.type().getSimpleName()));
        }
        Object value = provider.provide(context, wanted.machine(), vm -> configure(vm, wanted));
        values.put(key, value);
        return value;
    }
}
