package org.qemu.functional.guest.internal.parameter;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.function.Consumer;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.TestContext;
import org.qemu.functional.guest.Guest;
import org.qemu.functional.guest.GuestImage;
import org.qemu.functional.guest.GuestScript;
import org.qemu.functional.guest.WarmBoot;
import org.qemu.functional.guest.image.GuestArchitecture;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.parameter.ParameterProvider;

/** Provide a {@link Guest} without an annotation as {@link WarmBoot} without elements does. */
public final class GuestParameter implements ParameterProvider<Guest> {
    @Override
    public Class<Guest> type() {
        return Guest.class;
    }

    @Override
    public List<Class<? extends Annotation>> otherAnnotations() {
        return List.of(WarmBoot.class, GuestScript.class);
    }

    @Override
    public Guest provide(TestContext context, String machine, Consumer<QemuMachine> configure) {
        String target = context.binary().arch();
        if (!GuestArchitecture.targets().contains(target)) {
            throw new TestAbortedException(
                    "guests for '%s' are not supported; supported are %s"
                            .formatted(target, GuestArchitecture.targets()));
        }
        QemuMachine prototype = context.machine("warm-" + machine);
        configure.accept(prototype);
        return Guest.with(prototype, GuestImage.linux(target)).template().clone(machine);
    }
}
