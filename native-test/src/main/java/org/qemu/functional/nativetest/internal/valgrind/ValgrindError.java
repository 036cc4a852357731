package org.qemu.functional.nativetest.internal.valgrind;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An error that valgrind reports.
 *
 * @param kind valgrind's name of the kind, such as {@code InvalidWrite}
 * @param parts the description and each further remark, with the stack that belongs to it
 */
record ValgrindError(String kind, List<Part> parts) {
    /**
     * A sentence and a stack.
     *
     * @param frames the frames, the innermost first; may be empty
     */
    record Part(String text, List<Frame> frames) {}

    /**
     * A frame of a stack.
     *
     * @param object the path of the library or program; {@code null} for generated code
     * @param function {@code null} if unknown
     * @param place the file and line, {@code note.c:17}; {@code null} if unknown
     */
    record Frame(@Nullable String object, @Nullable String function, @Nullable String place) {
        boolean isIn(Set<Path> libraries) {
            return object != null && libraries.contains(Path.of(object));
        }

        String text() {
            String name = function == null ? "???" : function;
            return place != null
                    ? name + " (" + place + ")"
                    : object != null ? name + " (in " + Path.of(object).getFileName() + ")" : name;
        }
    }

    /** Return whether one of the libraries takes part. */
    boolean concerns(Set<Path> libraries) {
        return parts.stream()
                .flatMap(part -> part.frames().stream())
                .anyMatch(frame -> frame.isIn(libraries));
    }

    /**
     * Return the error as valgrind prints it, with each stack up to the outermost frame of the
     * libraries: what is above is the JVM.
     */
    String text(Set<Path> libraries) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(text.isEmpty() ? "" : "  ").append(part.text()).append('\n');
            int last = part.frames().size() - 1;
            while (last >= 0 && !part.frames().get(last).isIn(libraries)) {
                last--;
            }
            for (int i = 0; i <= last; i++) {
                text.append(i == 0 ? "    at " : "    by ")
                        .append(part.frames().get(i).text())
                        .append('\n');
            }
        }
        return text.toString();
    }
}
