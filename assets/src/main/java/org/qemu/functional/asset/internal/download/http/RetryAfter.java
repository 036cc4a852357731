package org.qemu.functional.asset.internal.download.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Parses the header {@code Retry-After} of RFC 9110, section 10.2.3: seconds or a date. */
final class RetryAfter {
    private static final int DIGITS = 9; // more would be 30 years

    private RetryAfter() {}

    static @Nullable Duration parse(@Nullable String header, Clock clock) {
        if (header == null) {
            return null;
        }
        String text = header.strip();
        if (text.matches("\\d{1," + DIGITS + "}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Instant date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
            Duration left = Duration.between(clock.instant(), date);
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
