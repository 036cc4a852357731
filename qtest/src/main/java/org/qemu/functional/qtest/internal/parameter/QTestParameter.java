package org.qemu.functional.qtest.internal.parameter;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.function.Consumer;
import org.qemu.functional.TestContext;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.parameter.ParameterProvider;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;

/** Provide a {@link QTest} of the machine that {@code @Machine} describes. */
public final class QTestParameter implements ParameterProvider<QTest> {
    @Override
    public Class<QTest> type() {
        return QTest.class;
    }

    @Override
    public List<Class<? extends Annotation>> otherAnnotations() {
        return List.of(QTestMachine.class);
    }

    @Override
    public QTest provide(TestContext context, String machine, Consumer<QemuMachine> configure) {
        QemuMachine vm = context.machine(machine);
        configure.accept(vm);
        return QTest.launch(vm);
    }
}
