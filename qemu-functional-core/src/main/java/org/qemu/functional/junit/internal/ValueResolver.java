package org.qemu.functional.junit.internal;

import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.qemu.functional.TestContext;
import org.qemu.functional.console.Console;
import org.qemu.functional.files.TestFiles;
import org.qemu.functional.junit.AssetFile;
import org.qemu.functional.junit.Machine;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.machine.daemon.Daemons;
import org.qemu.functional.parameter.ParameterProvider;
import org.qemu.functional.qmp.QmpClient;

/** Resolves parameters and fields to values. */
public final class ValueResolver {
    private static final Namespace NAMESPACE = Namespace.create(ValueResolver.class);

    private static final Set<Class<?>> OF_A_MACHINE =
            Set.of(QemuMachine.class, Console.class, QmpClient.class);

    private static final Set<Class<?>> OF_A_TEST =
            Set.of(QemuBinary.class, TestFiles.class, Daemons.class);

    private ValueResolver() {}

    /** Set the description of the machines of all tests in a context. */
    public static void describe(ExtensionContext context, MachineDescription description) {
        context.getStore(NAMESPACE).put(MachineDescription.class, description);
    }

    /** Return whether a point gets a value or, because of a wrong annotation, an explanation. */
    public static boolean supports(InjectionPoint point) {
        return isMachine(point)
                || OF_A_TEST.contains(point.type())
                || point.own(AssetFile.class).isPresent()
                || point.own(Machine.class).isPresent();
    }

    private static boolean isMachine(InjectionPoint point) {
        return OF_A_MACHINE.contains(point.type()) || ParameterProviders.find(point).isPresent();
    }

    /**
     * Return the value of a parameter. A provider's value for another parameter of the executable
     * is created first: it has to be there when the machine is launched.
     *
     * @throws ExtensionConfigurationException if an annotation does not fit the type
     */
    public static Object resolve(Parameter parameter, ExtensionContext context) {
        Executable executable = parameter.getDeclaringExecutable();
        for (Parameter other : executable.getParameters()) {
            InjectionPoint point = InjectionPoint.of(other, context);
            if (ParameterProviders.find(point).isPresent()) {
                Object unused = resolve(point, context);
            }
        }
        return resolve(InjectionPoint.of(parameter, context), context);
    }

    /**
     * Return the value of a point.
     *
     * @param context the test, or the class whose tests share the value
     * @throws ExtensionConfigurationException if an annotation does not fit the type
     */
    static Object resolve(InjectionPoint point, ExtensionContext context) {
        Optional<AssetFile> asset = point.own(AssetFile.class);
        if (asset.isPresent()) {
            return file(point, asset.get(), context);
        }
        ProvidedMachines machines = machines(context);
        if (point.type() == QemuBinary.class) {
            return machines.context().binary();
        }
        if (point.type() == TestFiles.class) {
            return machines.context().files();
        }
        if (point.type() == Daemons.class) {
            return machines.context().daemons();
        }
        @Nullable MachineDescription outermost =
                context.getStore(NAMESPACE).get(MachineDescription.class, MachineDescription.class);
        return ofMachine(point, machines, MachineDescription.of(point, outermost));
    }

    private static Path file(InjectionPoint point, AssetFile asset, ExtensionContext context) {
        if (point.type() != Path.class) {
            throw new ExtensionConfigurationException(
                    "'%s' has @AssetFile, and only a java.nio.file.Path can"
                            .formatted(point.element()));
        }
        return asset.member().isEmpty()
                ? AssetFileFinder.of(asset).fetch()
                : machines(context).member(asset);
    }

    private static Object ofMachine(
            InjectionPoint point, ProvidedMachines machines, MachineDescription wanted) {
        if (point.type() == QemuMachine.class) {
            return wanted.launch() ? machines.launched(wanted) : machines.get(wanted);
        }
        if (point.type() == Console.class) {
            return machines.launched(wanted).console();
        }
        if (point.type() == QmpClient.class) {
            return MachineAccess.of(machines.launched(wanted)).qmpClient();
        }
        Optional<ParameterProvider<?>> provider = ParameterProviders.find(point);
        if (provider.isEmpty()) {
            throw new ExtensionConfigurationException(
                    "'%s' has @Machine, which does not apply to a %s; it applies to a QemuMachine, Console, QmpClient, Guest or QTest"
                            .formatted(point.element(), point.type().getSimpleName()));
        }
        return machines.value(provider.get(), wanted);
    }

    private static ProvidedMachines machines(ExtensionContext context) {
        boolean test = context.getTestMethod().isPresent();
        // A test must not find the machines of its class, nor a nested class those of its
        // enclosing one.
        Namespace own =
                test
                        ? NAMESPACE.append(ExtensionContext.class)
                        : NAMESPACE.append(context.getRequiredTestClass());
        return context.getStore(own)
                .computeIfAbsent(
                        ProvidedMachines.class,
                        key ->
                                new ProvidedMachines(
                                        test
                                                ? TestContext.ofTest(context)
                                                : TestContext.ofClass(context)),
                        ProvidedMachines.class);
    }
}
