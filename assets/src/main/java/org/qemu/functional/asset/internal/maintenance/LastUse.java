package org.qemu.functional.asset.internal.maintenance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/**
 * Determines when an entry was last used: the time in its stamp, which QEMU's framework and ours
 * write at each use.
 *
 * <p>An entry without a stamp is older than the stamps (QEMU 10.1), or was created in another way:
 * copied by hand, or by a fetch that was killed before its last step. QEMU's clean-up
 * (scripts/clean_functional_cache.py) assumes 2025-08-26 for all of them, the day of that release,
 * so it would remove new entries. Here the later of that day and the file's time is used. An
 * invalid stamp counts as none.
 */
public final class LastUse {
    /** The first day on which entries had stamps. */
    public static final Instant FIRST_STAMPS = Instant.parse("2025-08-26T00:00:00Z");

    /** The clock of another host may be ahead, but not that much: such a time is invalid. */
    private static final Duration MOST_AHEAD = Duration.ofDays(366);

    private static final int LONGEST = 32;

    private LastUse() {}

    public static Instant of(Path stamp, Instant modified, Instant now) {
        Instant other = modified.isAfter(FIRST_STAMPS) ? modified : FIRST_STAMPS;
        try (InputStream in = Files.newInputStream(stamp)) {
            String text = new String(in.readNBytes(LONGEST), StandardCharsets.US_ASCII).strip();
            Instant said = Instant.ofEpochSecond(Long.parseLong(text));
            return said.isAfter(now.plus(MOST_AHEAD)) ? other : said;
        } catch (IOException | NumberFormatException | DateTimeException e) {
            return other; // missing, incomplete, not a number, out of range or unreadable
        }
    }
}
