package org.qemu.functional.console;

import java.util.List;

/**
 * A pattern found on a console.
 *
 * @param pattern the pattern that was found
 * @param text the matched text without escape sequences; a byte that is not part of a UTF-8
 *     character becomes the character with the same number
 * @param groups the groups of a regular expression, group 1 first; an empty string for a group that
 *     did not take part in the match; empty for a literal
 * @param output everything from the end of the previous match to the end of this one, at most the
 *     last {@link Console#MAX_OUTPUT} bytes, decoded like {@code text}
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
