package org.qemu.functional.archive.internal.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads an archive from its beginning to its end, member by member. */
public interface MemberReader extends Closeable {
    /**
     * Advance to the next member.
     *
     * @return the member, or {@code null} at the end, which is verified as far as the format allows
     * @throws IOException if the archive is damaged
     */
    @Nullable Member next() throws IOException;

    /**
     * Return the content of the member that {@link #next} returned. Read it before the next call.
     */
    InputStream content() throws IOException;
}
