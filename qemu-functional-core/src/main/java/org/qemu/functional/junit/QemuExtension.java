package org.qemu.functional.junit;

import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.platform.commons.support.AnnotationSupport;
import org.qemu.functional.FunctionalTestExtension;
import org.qemu.functional.ParameterLaunchException;
import org.qemu.functional.TestContext;
import org.qemu.functional.junit.internal.FieldInjector;
import org.qemu.functional.junit.internal.InjectionPoint;
import org.qemu.functional.junit.internal.MachineDescription;
import org.qemu.functional.junit.internal.ValueResolver;

/**
 * The extension of {@link QemuTest}, which can also be registered by a field, to configure it in
 * code:
 *
 * <pre>{@code
 * @RegisterExtension
 * static QemuExtension qemu =
 *         QemuExtension.builder().arch("x86_64").machine("q35").args("-m", "64M").build();
 * }</pre>
 */
public final class QemuExtension extends FunctionalTestExtension
        implements ExecutionCondition,
                TestInstancePreConstructCallback,
                BeforeAllCallback,
                ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(QemuExtension.class);

    private static final ConditionEvaluationResult ENABLED =
            ConditionEvaluationResult.enabled(null);

    private final List<String> architectures;
    private final @Nullable MachineDescription machine;

    /** Create the extension without a configuration; JUnit calls this. */
    public QemuExtension() {
        this(List.of(), null);
    }

    private QemuExtension(List<String> architectures, @Nullable MachineDescription machine) {
        this.architectures = architectures;
        this.machine = machine;
    }

    /** Return a builder, which describes the machines of all tests that have the extension. */
    public static Builder builder() {
        return new Builder();
    }

    /** Configures the extension. Annotations take precedence over it. */
    public static final class Builder {
        private final List<String> architectures = new ArrayList<>();
        private final List<String> args = new ArrayList<>();
        private String name = "";
        private String type = "";
        private boolean launch = true;
        private boolean console = true;
        private String consoleDevice = "";

        private Builder() {}

        /** Set the architectures, as {@link Arch} does. */
        public Builder arch(String... names) {
            architectures.addAll(List.of(names));
            return this;
        }

        /** Set the machine type, such as {@code q35}. */
        public Builder machine(String machineType) {
            type = machineType;
            return this;
        }

        /** Add arguments of QEMU. Paths and numbers are converted to strings. */
        public Builder args(Object... more) {
            for (Object one : more) {
                args.add(one.toString());
            }
            return this;
        }

        /** Set the machine's name in the names of logs, by default {@code default}. */
        public Builder name(String machineName) {
            name = machineName;
            return this;
        }

        /** Set whether machines are launched before a test gets them, by default true. */
        public Builder launch(boolean wanted) {
            launch = wanted;
            return this;
        }

        /** Set whether the first serial port is connected to the console, by default true. */
        public Builder console(boolean wanted) {
            console = wanted;
            return this;
        }

        /** Set the device that is connected to the console instead of the first serial port. */
        public Builder consoleDevice(String device) {
            consoleDevice = device;
            return this;
        }

        /** Return the extension. */
        public QemuExtension build() {
            return new QemuExtension(
                    List.copyOf(architectures),
                    new MachineDescription(name, type, args, launch, console, consoleDevice));
        }
    }

    /**
     * Return whether this extension provides for a context. A class may have the extension twice,
     * by an annotation and by a field: the first provides for it, with the configuration of both.
     */
    private boolean isInCharge(ExtensionContext context) {
        if (machine != null) {
            ValueResolver.describe(context, machine);
        }
        return this
                == context.getStore(NAMESPACE)
                        .computeIfAbsent(QemuExtension.class, key -> this, QemuExtension.class);
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        boolean unused = isInCharge(context);
        List<String> wanted =
                context.getElement()
                        .flatMap(one -> AnnotationSupport.findAnnotation(one, Arch.class))
                        .map(arch -> List.of(arch.value()))
                        .orElse(isOutermost(context) ? architectures : List.of());
        return Optional.of(wanted)
                .filter(names -> !names.isEmpty())
                .flatMap(names -> TestContext.chooseBinary(context, names))
                .map(ConditionEvaluationResult::disabled)
                .orElse(ENABLED);
    }

    /** Return whether this is the first context with the extension: it applies to those in it. */
    private boolean isOutermost(ExtensionContext context) {
        return context.getUniqueId()
                .equals(
                        context.getStore(NAMESPACE)
                                .computeIfAbsent(this, key -> context.getUniqueId(), String.class));
    }

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    /** Launch for the parameters of a constructor here, where a test can still be skipped. */
    @Override
    public void preConstructTestInstance(
            TestInstanceFactoryContext factory, ExtensionContext context) throws Exception {
        if (!isInCharge(context)) {
            return;
        }
        try {
            for (Constructor<?> constructor : factory.getTestClass().getDeclaredConstructors()) {
                for (Parameter parameter : constructor.getParameters()) {
                    if (ValueResolver.supports(InjectionPoint.of(parameter, context))) {
                        Object unused = resolve(parameter, context);
                    }
                }
            }
        } catch (RuntimeException | Error e) {
            throw throwAsIs(toReport(context, e));
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (isInCharge(context)) {
            try {
                FieldInjector.injectShared(context);
            } catch (RuntimeException | Error e) {
                throw throwAsIs(toReport(context, e));
            }
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        super.beforeEach(context);
        if (isInCharge(context)) {
            try {
                FieldInjector.injectOwn(context);
            } catch (RuntimeException | Error e) {
                throw throwAsIs(toReport(context, e));
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return ValueResolver.supports(InjectionPoint.of(parameter.getParameter(), context))
                && isInCharge(context);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        try {
            return resolve(parameter.getParameter(), context);
        } catch (RuntimeException | Error e) {
            throw new ParameterLaunchException(e);
        }
    }

    private Object resolve(Parameter parameter, ExtensionContext context) {
        if (context.getTestMethod().isPresent()) {
            beginEarly(context);
        }
        return ValueResolver.resolve(parameter, context);
    }
}
