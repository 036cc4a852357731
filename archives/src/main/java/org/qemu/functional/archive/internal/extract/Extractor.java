package org.qemu.functional.archive.internal.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.qemu.functional.archive.Archives;
import org.qemu.functional.archive.ExtractionLimits;
import org.qemu.functional.archive.internal.common.ExtractionQuota;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;
import org.qemu.functional.archive.internal.common.UnsafeMemberException;
import org.qemu.functional.archive.internal.decode.Compression;
import org.qemu.functional.archive.internal.decode.Decoders;
import org.qemu.functional.archive.internal.format.ArchiveFormat;
import org.qemu.functional.archive.internal.format.ArchiveSource;
import org.qemu.functional.archive.internal.format.Member;
import org.qemu.functional.archive.internal.format.MemberReader;
import org.qemu.functional.text.NameSuggestions;

/**
 * Implements {@link Archives}.
 *
 * @param decoders where to look for faster decoders
 * @param limits the limits on what is extracted
 */
public record Extractor(Decoders decoders, ExtractionLimits limits) {
    public void extract(ArchiveSource source, Path directory) {
        if (source.format() != null) {
            ArchiveFormat.named(source.format());
        }
        Member member = null;
        ExtractionWarnings notes = source.notes();
        try {
            ExtractionQuota quota = quota(source);
            try (MemberReader reader = source.openArchive(decoders, quota, notes)) {
                MemberWriter writer = writer(directory, quota, notes);
                for (member = reader.next(); member != null; member = reader.next()) {
                    writer.write(member, reader);
                }
                writer.finish();
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw source.faults().at(member, e);
        } finally {
            notes.flush();
        }
    }

    public Path extractMember(ArchiveSource source, String member, Path directory) {
        if (source.format() != null) {
            ArchiveFormat.named(source.format());
        }
        MemberSearch search = new MemberSearch(member);
        Member found = null;
        ExtractionWarnings notes = source.notes();
        try {
            do {
                ExtractionQuota quota = quota(source);
                try (MemberReader reader = source.openArchive(decoders, quota, notes)) {
                    found = search.find(reader);
                    if (found != null) {
                        writer(directory, quota, notes).write(asFile(found, member), reader);
                        return directory.resolve(member);
                    }
                }
            } while (search.worthAnotherPass());
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw source.faults().at(found, e);
        } finally {
            notes.flush();
        }
        throw source.faults().missing(member, NameSuggestions.of(member, search.seen()));
    }

    public Path uncompress(ArchiveSource source, Path target) {
        if (source.format() != null) {
            Compression.named(source.format());
        }
        ExtractionWarnings notes = source.notes();
        try {
            ExtractionQuota quota = quota(source);
            try (InputStream in = source.openCompressed(decoders, quota, notes)) {
                ExtractionRoot.create(target.toAbsolutePath().getParent());
                AtomicFile.write(
                        target.toAbsolutePath(), in, null, AtomicFile.Attributes.DEFAULT, quota);
            }
            return target;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw source.faults().at(null, e);
        } finally {
            notes.flush();
        }
    }

    private ExtractionQuota quota(ArchiveSource source) throws IOException {
        return new ExtractionQuota(limits, source.slice().size());
    }

    private static MemberWriter writer(
            Path directory, ExtractionQuota quota, ExtractionWarnings notes) throws IOException {
        return new MemberWriter(ExtractionRoot.create(directory), quota, notes);
    }

    private static Member asFile(Member found, String name) throws UnsafeMemberException {
        if (found.kind() == Member.Kind.DIRECTORY) {
            throw new UnsafeMemberException("it is a folder; name a file in it");
        }
        return found.renamed(name);
    }
}
