package org.qemu.functional.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads an archive from its beginning to its end, member by member. */
interface MemberReader extends Closeable {
    /**
     * Goes to the next member.
     *
     * @return the member, or {@code null} at the end, which is proved to be one as far as the
     *     format allows
     * @throws IOException if the archive is damaged
     */
    @Nullable Member next() throws IOException;

    /**
     * Returns the content of the member that {@link #next} returned, to be read before the next.
     */
    InputStream content() throws IOException;
}
