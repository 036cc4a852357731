package org.qemu.functional.junit.internal;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.qemu.functional.parameter.ParameterProvider;

/** The providers of further types on the class path. */
final class ParameterProviders {
    private static final List<ParameterProvider<?>> ALL = load();

    private ParameterProviders() {}

    private static List<ParameterProvider<?>> load() {
        return ServiceLoader.load(
                        ParameterProvider.class, ParameterProviders.class.getClassLoader())
                .stream()
                .<ParameterProvider<?>>map(ServiceLoader.Provider::get)
                .toList();
    }

    /** Return the provider for a point, unless another extension provides for it. */
    static Optional<ParameterProvider<?>> find(InjectionPoint point) {
        return ALL.stream()
                .filter(provider -> provider.type() == point.type())
                .filter(provider -> provider.otherAnnotations().stream().noneMatch(point::has))
                .findFirst();
    }
}
