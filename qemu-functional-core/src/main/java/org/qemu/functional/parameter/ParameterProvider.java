package org.qemu.functional.parameter;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.function.Consumer;
import org.qemu.functional.TestContext;
import org.qemu.functional.machine.QemuMachine;

/**
 * Provide tests that have {@code @QemuTest} with parameters and fields of a further type that needs
 * a machine. Implementations are found by {@link java.util.ServiceLoader}.
 *
 * @param <T> the type
 */
public interface ParameterProvider<T> {
    /** Return the type of the parameters and fields. */
    Class<T> type();

    /**
     * Return the annotations with an extension of their own that provides the type, on the
     * parameter, the method or the class. With one of these, this provider is not used.
     */
    List<Class<? extends Annotation>> otherAnnotations();

    /**
     * Launch the machine and return a value that uses it. This is called once for each machine of a
     * test or a class.
     *
     * @param context the test or the class that the machine ends with
     * @param machine the name of the machine to launch
     * @param configure sets the machine type, arguments and console of a machine; call it for the
     *     machine that gets them
     */
    T provide(TestContext context, String machine, Consumer<QemuMachine> configure);
}
