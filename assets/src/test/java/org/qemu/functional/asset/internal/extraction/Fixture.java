package org.qemu.functional.asset.internal.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.qemu.functional.asset.internal.extraction.manifest.ManifestFile;
import org.qemu.functional.asset.internal.extraction.manifest.ResultManifest;
import org.qemu.functional.asset.internal.extraction.store.EntryLocation;
import org.qemu.functional.asset.internal.extraction.store.ExtractionSpec;

/** A cache, an archive and folders for extractions. */
final class Fixture {
    static final String HASH = "ab".repeat(32);
    static final String MEMBER = "usr/lib/kernel";

    final Path temp;
    final Path base;
    final Path archive;

    /** Create {@code archive.tar.gz} with a few members, one of which is {@link #MEMBER}. */
    Fixture(Path temp) {
        this(temp, temp.resolve("base"));
    }

    Fixture(Path temp, Path base) {
        this.temp = temp;
        this.base = base;
        this.archive = temp.resolve("archive.tar.gz");
    }

    static byte[] content() {
        byte[] bytes = new byte[200_000];
        new Random(3).nextBytes(bytes);
        return bytes;
    }

    Fixture withArchive() throws IOException {
        Path tree = temp.resolve("tree");
        Files.createDirectories(tree.resolve("usr/lib"));
        Files.write(tree.resolve(MEMBER), content());
        Files.writeString(tree.resolve("usr/other"), "other");
        Shell.run(tree, "tar -czf ../archive.tar.gz *");
        return this;
    }

    ExtractionCache cache() {
        return ExtractionCache.of(base);
    }

    ExtractionCache cache(long maxSize, Consumer<EntryPublisher.Stage> observer) {
        return new ExtractionCache(new ExtractionSettings(base, maxSize), observer);
    }

    Path extractMember(ExtractionCache cache, String to) {
        return cache.extractMember(
                new CachedFile(HASH, archive, archive.toString()), null, MEMBER, temp.resolve(to));
    }

    Path extract(ExtractionCache cache, String to) {
        cache.extract(new CachedFile(HASH, archive, archive.toString()), null, temp.resolve(to));
        return temp.resolve(to);
    }

    /** Damage the archive, which the cache does not need if it has the result. */
    void breakArchive() throws IOException {
        Files.write(archive, new byte[100_000]);
    }

    EntryLocation memberSlot() {
        return slot(
                new ExtractionSpec(ExtractionSpec.Kind.MEMBER, null, archive.toString(), MEMBER));
    }

    EntryLocation treeSlot() {
        return slot(new ExtractionSpec(ExtractionSpec.Kind.TREE, null, archive.toString(), null));
    }

    private EntryLocation slot(ExtractionSpec spec) {
        return new EntryLocation(base.resolve("unpacked"), HASH, spec.key());
    }

    /** Change an entry as if it was created before the last boot. */
    void reboot(EntryLocation slot) throws IOException {
        ResultManifest now = ManifestFile.read(slot.entry());
        ManifestFile.write(
                slot.entry(), new ResultManifest(now.spec(), now.bytes(), "before", now.nodes()));
    }

    /** Return the names of the files in the folder of the asset. */
    List<String> kept() throws IOException {
        Path folder = base.resolve("unpacked").resolve(HASH);
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    static void assertWhole(Path file) {
        assertThat(file).hasBinaryContent(content());
    }
}
