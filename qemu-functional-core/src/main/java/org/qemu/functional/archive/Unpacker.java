package org.qemu.functional.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.qemu.functional.archive.decode.Compression;
import org.qemu.functional.archive.decode.Decoders;

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
        try (MemberReader reader = source.openArchive(decoders, limits)) {
            MemberWriter writer = writer(source, directory);
            for (member = reader.next(); member != null; member = reader.next()) {
                writer.write(member, reader);
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw source.faults().at(member, e);
        }
    }

    Path extractMember(Source source, String member, Path directory) {
        if (source.format() != null) {
            ArchiveFormat.named(source.format());
        }
        MemberSearch search = new MemberSearch(member);
        Member found = null;
        try {
            do {
                try (MemberReader reader = source.openArchive(decoders, limits)) {
                    found = search.find(reader);
                    if (found != null) {
                        writer(source, directory).write(asFile(found, member), reader);
                        return directory.resolve(member);
                    }
                }
            } while (search.worthAnotherPass());
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw source.faults().at(found, e);
        }
        throw source.faults().missing(member, NearestNames.of(member, search.seen()));
    }

    Path uncompress(Source source, Path target) {
        if (source.format() != null) {
            Compression.named(source.format());
        }
        try {
            Budget budget = new Budget(limits, source.whole().size());
            try (InputStream in = source.openCompressed(decoders, budget)) {
                SafeFolder.create(target.toAbsolutePath().getParent());
                NewFile.write(
                        target.toAbsolutePath(), in, null, NewFile.Attributes.DEFAULT, budget);
            }
            return target;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw source.faults().at(null, e);
        }
    }

    private MemberWriter writer(Source source, Path directory) throws IOException {
        return new MemberWriter(
                SafeFolder.create(directory), new Budget(limits, source.whole().size()));
    }

    private static Member asFile(Member found, String name) throws RefusedException {
        if (found.kind() == Member.Kind.DIRECTORY) {
            throw new RefusedException("it is a folder: name a file in it");
        }
        return found.renamed(name);
    }
}
