package org.qemu.functional.console;

import java.util.List;

/**
 * A pattern found on a console.
 *
 * @param pattern the one that was found
 * @param text what matched, without escape sequences; a byte that is part of no character of UTF-8
 *     stands as the character of the same number
 * @param groups the groups of a regular expression, group 1 first; a group that took no part in the
 *     match is the empty string; empty for a literal
 * @param output everything from the end of the match before this one to the end of this one, at
 *     most its last {@link Console#MAX_OUTPUT} bytes, decoded as {@code text} is
 */
public record ConsoleMatch(
        ConsolePattern pattern, String text, List<String> groups, String output) {
    public ConsoleMatch {
        groups = List.copyOf(groups);
    }

    /**
     * Return a group of the regular expression.
     *
     * @param number 1 for the first
     * @throws IndexOutOfBoundsException if there is no such group
     */
    public String group(int number) {
        return groups.get(number - 1);
    }
}
