package org.qemu.functional.units;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses durations with units, such as {@code 12h}. */
public final class DurationParser {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})([smhdw])");

    private DurationParser() {}

    /**
     * Parse a whole number followed by {@code s}, {@code m}, {@code h}, {@code d} or {@code w}:
     * seconds, minutes, hours, days of 24 hours, weeks.
     *
     * @throws IllegalArgumentException if the text is not a duration
     */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not an age such as 183d, 12h or 2w: a whole number followed by s, m, h, d or w"
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
