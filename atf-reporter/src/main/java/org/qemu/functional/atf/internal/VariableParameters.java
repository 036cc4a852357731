package org.qemu.functional.atf.internal;

import java.lang.reflect.Parameter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.conversion.ConversionSupport;
import org.qemu.functional.atf.ConfigVariable;

/** Converts configuration variables to the types of parameters. */
public final class VariableParameters {
    private VariableParameters() {}

    /**
     * Return the value of a parameter.
     *
     * @throws IllegalStateException if the variable is required and not set
     * @throws org.junit.platform.commons.support.conversion.ConversionException if the value does
     *     not fit the type
     */
    public static @Nullable Object value(ConfigVariable variable, Parameter parameter) {
        Optional<String> value = VariableSource.current().find(variable.value());
        if (!variable.defaultValue().equals(ConfigVariable.NO_DEFAULT)) {
            value = value.or(() -> Optional.of(variable.defaultValue()));
        }
        if (parameter.getType() == Optional.class) {
            return value;
        }
        String text = value.orElseGet(() -> VariableSource.current().require(variable.value()));
        return parameter.getType() == String.class
                ? text
                : ConversionSupport.convert(
                        text,
                        parameter.getType(),
                        parameter.getDeclaringExecutable().getDeclaringClass().getClassLoader());
    }
}
