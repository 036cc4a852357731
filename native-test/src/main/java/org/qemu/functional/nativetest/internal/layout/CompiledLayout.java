package org.qemu.functional.nativetest.internal.layout;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.opentest4j.AssertionFailedError;
import org.qemu.functional.nativetest.CCompiler;

/** Asks the C compiler for the layout of a structure. */
public final class CompiledLayout {
    private CompiledLayout() {}

    /**
     * Compare a layout with the compiler's.
     *
     * @throws AssertionError if they differ
     */
    public static void verify(RecordCodec<?> codec, CCompiler compiler, List<String> headers) {
        if (codec.nameInC().isEmpty()) {
            throw new IllegalArgumentException(
                    "%s does not name a type in C; write @Layout(\"struct …\")"
                            .formatted(codec.name()));
        }
        Iterator<String> numbers =
                compiler.run("layout", program(codec, headers)).lines().iterator();
        List<String> differences = new ArrayList<>();
        compare(differences, "size", codec.size(), numbers);
        compare(differences, "alignment", codec.alignment(), numbers);
        for (StructField field : codec.fields()) {
            compare(differences, "offset of " + field.name(), field.offset(), numbers);
            compare(differences, "size of " + field.name(), field.size(), numbers);
        }
        if (!differences.isEmpty()) {
            throw new AssertionFailedError(
                    "%s is not laid out as '%s' of the compiler:\n  %s"
                            .formatted(
                                    codec.name(),
                                    codec.nameInC(),
                                    String.join("\n  ", differences)));
        }
    }

    private static void compare(
            List<String> differences, String what, int ours, Iterator<String> numbers) {
        int theirs = Integer.parseInt(numbers.next());
        if (ours != theirs) {
            differences.add("%s: %d in Java, %d in C".formatted(what, ours, theirs));
        }
    }

    private static String program(RecordCodec<?> codec, List<String> headers) {
        String type = codec.nameInC();
        StringBuilder text = new StringBuilder("#include <stddef.h>\n#include <stdio.h>\n");
        for (String header : headers) {
            text.append("#include ")
                    .append(header.startsWith("<") ? header : '"' + header + '"')
                    .append('\n');
        }
        text.append("static void print(size_t number) { printf(\"%zu\\n\", number); }\n");
        text.append("int main(void) {\n    static %s value;\n".formatted(type));
        text.append("    print(sizeof value);\n    print(_Alignof(%s));\n".formatted(type));
        for (StructField field : codec.fields()) {
            String name = nameInC(field.name());
            text.append("    print(offsetof(%s, %s));\n".formatted(type, name));
            text.append("    print(sizeof value.%s);\n".formatted(name));
        }
        return text.append("    return 0;\n}\n").toString();
    }

    private static String nameInC(String component) {
        return component.replaceAll("(?<=[a-z0-9])([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
