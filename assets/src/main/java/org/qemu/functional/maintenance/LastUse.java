package org.qemu.functional.maintenance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/**
 * Tells when an entry was used last: what its stamp says, as QEMU's framework and ours write it at
 * each use.
 *
 * <p>An entry without a stamp is older than the stamps (QEMU 10.1), or came by other ways: put
 * there by hand, or by a fetch that was killed before its last step. QEMU's clean-up
 * (scripts/clean_functional_cache.py) takes 2025-08-26 for all of them, the day of that release, so
 * it would remove what has just come. Here the later of that day and the time of the file counts. A
 * broken stamp counts as none.
 */
final class LastUse {
    /** The day from which on entries have stamps. */
    static final Instant FIRST_STAMPS = Instant.parse("2025-08-26T00:00:00Z");

    /** The clock of another host may be ahead, but not that much: that is no time at all. */
    private static final Duration MOST_AHEAD = Duration.ofDays(366);

    private static final int LONGEST = 32;

    private LastUse() {}

    static Instant of(Path stamp, Instant modified, Instant now) {
        Instant other = modified.isAfter(FIRST_STAMPS) ? modified : FIRST_STAMPS;
        try (InputStream in = Files.newInputStream(stamp)) {
            String text = new String(in.readNBytes(LONGEST), StandardCharsets.US_ASCII).strip();
            Instant said = Instant.ofEpochSecond(Long.parseLong(text));
            return said.isAfter(now.plus(MOST_AHEAD)) ? other : said;
        } catch (IOException | NumberFormatException | DateTimeException e) {
            return other; // none, half written, no number, out of range, or not to be read
        }
    }
}
