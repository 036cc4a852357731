package org.qemu.functional.archive.internal.format;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.ExtractionQuota;

/** Counts the members that are read. */
record CountingMemberReader(MemberReader reader, ExtractionQuota quota) implements MemberReader {
    @Override
    public @Nullable Member next() throws IOException {
        Member member = reader.next();
        if (member != null) {
            quota.member();
        }
        return member;
    }

    @Override
    public InputStream content() throws IOException {
        return reader.content();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
