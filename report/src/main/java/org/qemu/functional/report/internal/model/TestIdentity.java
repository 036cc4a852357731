package org.qemu.functional.report.internal.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What names a test.
 *
 * @param program the test program, such as {@code func-x86_64-version}
 * @param suite the suite that the program belongs to
 * @param target the emulated target, such as {@code x86_64}, or empty
 * @param className the full name of the class, or the program if there is none
 * @param method the name of the method, or empty
 * @param name the display name
 * @param tags the tags of the test
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TestIdentity(
        String program,
        String suite,
        String target,
        @JsonProperty("class") String className,
        String method,
        String name,
        List<String> tags) {

    /** Create an identity; what a file does not have is empty. */
    public TestIdentity(
            @Nullable String program,
            @Nullable String suite,
            @Nullable String target,
            @JsonProperty("class") @Nullable String className,
            @Nullable String method,
            @Nullable String name,
            @Nullable List<String> tags) {
        this.program = orEmpty(program);
        this.suite = orEmpty(suite);
        this.target = orEmpty(target);
        this.className = orEmpty(className);
        this.method = orEmpty(method);
        this.name = orEmpty(name);
        this.tags = tags == null ? List.of() : List.copyOf(tags);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
