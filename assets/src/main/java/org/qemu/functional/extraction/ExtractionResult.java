package org.qemu.functional.extraction;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.files.FileOwner;

/** What was unpacked, in a folder of the cache: {@code content} and its {@code manifest}. */
record ExtractionResult(Path entry, ResultManifest manifest) {
    /** Returns where the content is in the folder of a result. */
    static Path contentOf(Path entry) {
        return entry.resolve("content");
    }

    Path content() {
        return contentOf(entry);
    }

    Path file(ManifestEntry node) {
        return content().resolve(node.path());
    }

    /**
     * Finds the result of a recipe, if there is one and it is what it was.
     *
     * @return {@code null} if there is none
     * @throws CorruptEntryException if there is one that cannot be believed
     * @throws IOException if it cannot be read
     */
    static @Nullable ExtractionResult find(EntryLocation slot, ExtractionSpec recipe)
            throws IOException {
        ResultManifest manifest = manifest(slot.entry());
        if (manifest == null) {
            return null;
        }
        Path file = slot.entry().resolve(ManifestFile.NAME);
        if (!FileOwner.isTrusted(file)) {
            throw new IOException(
                    "'%s' is not believed: %s".formatted(file, FileOwner.describe(file)));
        }
        if (!manifest.recipe().equals(recipe.text())) {
            throw new CorruptEntryException(slot.entry(), "is the result of something else");
        }
        ExtractionResult result = new ExtractionResult(slot.entry(), manifest);
        String boot = BootId.current();
        if (boot.isEmpty() || !boot.equals(manifest.boot())) {
            return result.recognized(boot);
        }
        result.checkUnchanged();
        return result;
    }

    private static @Nullable ResultManifest manifest(Path entry) throws IOException {
        try {
            return ManifestFile.read(entry);
        } catch (NoSuchFileException e) {
            if (Files.exists(entry)) {
                throw new CorruptEntryException(entry, "has no manifest");
            }
            return null;
        } catch (FileSystemException e) {
            throw e; // unreadable is not damaged
        } catch (IOException e) {
            throw new CorruptEntryException(entry, "has a torn manifest");
        }
    }

    private void checkUnchanged() throws IOException {
        check(node -> true);
    }

    /**
     * Checks, after a copy by names found in the folders, that none was missing: somebody may
     * remove the cache by hand at any time.
     */
    void checkNothingRemoved() throws IOException {
        check(node -> node.state().isDirectory());
    }

    private void check(Predicate<ManifestEntry> wanted) throws IOException {
        for (ManifestEntry node : manifest.nodes()) {
            if (!wanted.test(node)) {
                continue;
            }
            FileStat now;
            try {
                now = FileStat.of(file(node));
            } catch (NoSuchFileException e) {
                throw new CorruptEntryException(file(node), "is gone");
            }
            if (!now.equals(node.state())) {
                throw new CorruptEntryException(file(node), "was changed by somebody");
            }
        }
    }

    /** Reads all content, as after a power failure only that can tell. */
    private ExtractionResult recognized(String boot) throws IOException {
        List<ManifestEntry> now = TreeScanner.of(content());
        if (!manifest.hasContentOf(now)) {
            throw new CorruptEntryException(entry, "is not what it was before the last boot");
        }
        ResultManifest renewed = new ResultManifest(manifest.recipe(), manifest.bytes(), boot, now);
        try {
            ManifestFile.write(entry, renewed);
        } catch (IOException e) {
            // A folder that may only be read: the next one reads all content again, too.
        }
        return new ExtractionResult(entry, renewed);
    }

    /** Notes the time of this use, by which results grow old; read-only ones do not. */
    void touch() {
        try {
            Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
        } catch (IOException e) {
            // Somebody else's.
        }
    }
}
