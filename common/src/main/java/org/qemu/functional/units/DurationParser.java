package org.qemu.functional.units;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads ages as people write them. */
public final class DurationParser {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})([smhdw])");

    private DurationParser() {}

    /**
     * Reads a whole number with {@code s}, {@code m}, {@code h}, {@code d} or {@code w} behind it:
     * seconds, minutes, hours, days of 24 hours, weeks.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not an age such as 183d, 12h or 2w: a whole number and one of s, m, h, d, w"
                            .formatted(text));
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofDays(7 * count);
        };
    }
}
