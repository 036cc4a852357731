package org.qemu.functional.guest;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.ParameterLaunchException;
import org.qemu.functional.TestContext;
import org.qemu.functional.guest.image.GuestArchitecture;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.parameter.TestAnnotations;

/** Resolves parameters for {@link WarmBoot}. */
final class WarmBootExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(WarmBootExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Guest.class
                && TestAnnotations.find(parameter, context, WarmBoot.class).isPresent();
    }

    @Override
    public Guest resolveParameter(ParameterContext parameter, ExtensionContext context) {
        WarmBoot wanted = TestAnnotations.find(parameter, context, WarmBoot.class).orElseThrow();
        try {
            return guest(wanted, context);
        } catch (RuntimeException | AssertionError e) {
            throw new ParameterLaunchException(e);
        }
    }

    private static Guest guest(WarmBoot wanted, ExtensionContext context) {
        TestContext machines = TestContext.ofTest(context);
        String target = machines.binary().arch();
        if (GuestArchitecture.targets().stream().noneMatch(target::equals)) {
            throw new TestAbortedException(
                    "guests for '%s' are not supported; supported are %s"
                            .formatted(target, GuestArchitecture.targets()));
        }
        int number = number(context);
        QemuMachine prototype = machines.machine("warm" + number);
        prototype.addArgs((Object[]) wanted.args());
        Template template =
                Guest.with(
                                prototype,
                                GuestImage.linux(target)
                                        .withModules(wanted.modules())
                                        .withPackage(wanted.packages()))
                        .memory(wanted.memory())
                        .cpus(wanted.cpus())
                        .prepare(wanted.prepare())
                        .template();
        return template.clone(number == 1 ? QemuMachine.DEFAULT : QemuMachine.DEFAULT + number);
    }

    /** Return the number of guests of the test, including this one. */
    private static int number(ExtensionContext context) {
        Store store = context.getStore(NAMESPACE);
        int number = store.getOrDefault("guests", Integer.class, 0) + 1;
        store.put("guests", number);
        return number;
    }
}
