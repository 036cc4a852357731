package org.qemu.functional.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.qemu.functional.archive.common.Notes;
import org.qemu.functional.archive.decode.Compression;
import org.qemu.functional.archive.decode.Decoders;
import org.qemu.functional.text.NearestNames;

/**
 * Does what {@link Archives} offers.
 *
 * @param decoders where to look for faster decoders
 * @param limits what it may come to
 */
record Unpacker(Decoders decoders, UnpackLimits limits) {
    void extract(Source source, Path directory) {
        if (source.format() != null) {
            ArchiveFormat.named(source.format());
        }
        Member member = null;
        Notes notes = source.notes();
        try {
            Budget budget = budget(source);
            try (MemberReader reader = source.openArchive(decoders, budget, notes)) {
                MemberWriter writer = writer(directory, budget, notes);
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

    Path extractMember(Source source, String member, Path directory) {
        if (source.format() != null) {
            ArchiveFormat.named(source.format());
        }
        MemberSearch search = new MemberSearch(member);
        Member found = null;
        Notes notes = source.notes();
        try {
            do {
                Budget budget = budget(source);
                try (MemberReader reader = source.openArchive(decoders, budget, notes)) {
                    found = search.find(reader);
                    if (found != null) {
                        writer(directory, budget, notes).write(asFile(found, member), reader);
                        return directory.resolve(member);
                    }
                }
            } while (search.worthAnotherPass());
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw source.faults().at(found, e);
        } finally {
            notes.flush();
        }
        throw source.faults().missing(member, NearestNames.of(member, search.seen()));
    }

    Path uncompress(Source source, Path target) {
        if (source.format() != null) {
            Compression.named(source.format());
        }
        Notes notes = source.notes();
        try {
            Budget budget = budget(source);
            try (InputStream in = source.openCompressed(decoders, budget, notes)) {
                SafeFolder.create(target.toAbsolutePath().getParent());
                NewFile.write(
                        target.toAbsolutePath(), in, null, NewFile.Attributes.DEFAULT, budget);
            }
            return target;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw source.faults().at(null, e);
        } finally {
            notes.flush();
        }
    }

    private Budget budget(Source source) throws IOException {
        return new Budget(limits, source.whole().size());
    }

    private static MemberWriter writer(Path directory, Budget budget, Notes notes)
            throws IOException {
        return new MemberWriter(SafeFolder.create(directory), budget, notes);
    }

    private static Member asFile(Member found, String name) throws RefusedException {
        if (found.kind() == Member.Kind.DIRECTORY) {
            throw new RefusedException("it is a folder: name a file in it");
        }
        return found.renamed(name);
    }
}
