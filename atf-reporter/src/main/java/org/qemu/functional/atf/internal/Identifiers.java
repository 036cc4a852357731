package org.qemu.functional.atf.internal;

import java.util.List;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.UniqueId.Segment;

/**
 * Names test cases after their place in the class: {@code boots}, {@code Nested.boots}, {@code
 * boots[2]} for the second invocation, {@code factory[1][3]} for a test in a container, {@code
 * [2].boots} in the second invocation of a class.
 *
 * <p>A name has no colon, at which libatf and kyua split their arguments. It does not depend on
 * display names, which may contain anything and differ between runs.
 */
final class Identifiers {
    private Identifiers() {}

    /**
     * Return the name of a test or container; the name of a container is the start of its tests'.
     *
     * @param prefix what precedes the names of its class
     */
    static String of(UniqueId id, String prefix) {
        StringBuilder name = new StringBuilder(prefix);
        List<Segment> segments = id.getSegments();
        for (Segment segment : segments) {
            switch (segment.getType()) {
                case "engine", "class", "class-template" -> {}
                case "nested-class", "nested-class-template" ->
                        dot(name).append(legal(segment.getValue()));
                case "method", "test-template", "test-factory" ->
                        dot(name).append(legal(methodName(segment.getValue())));
                default -> name.append('[').append(legal(number(segment.getValue()))).append(']');
            }
        }
        return name.toString();
    }

    private static StringBuilder dot(StringBuilder name) {
        return name.isEmpty() || name.charAt(name.length() - 1) == '.' ? name : name.append('.');
    }

    /** Return the name in a signature such as {@code boots(java.lang.String)}. */
    private static String methodName(String signature) {
        int parenthesis = signature.indexOf('(');
        String name = parenthesis < 0 ? signature : signature.substring(0, parenthesis);
        return name.substring(name.lastIndexOf('#') + 1);
    }

    private static String number(String value) {
        return value.startsWith("#") ? value.substring(1) : value;
    }

    private static String legal(String text) {
        StringBuilder legal = new StringBuilder();
        text.codePoints()
                .map(c -> (Character.isJavaIdentifierPart(c) && c > ' ') || c == '-' ? c : '_')
                .forEach(legal::appendCodePoint);
        return legal.toString();
    }
}
