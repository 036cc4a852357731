package org.qemu.functional.asset.internal.extraction.store;

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
import org.qemu.functional.asset.internal.extraction.manifest.CorruptEntryException;
import org.qemu.functional.asset.internal.extraction.manifest.FileStat;
import org.qemu.functional.asset.internal.extraction.manifest.ManifestEntry;
import org.qemu.functional.asset.internal.extraction.manifest.ManifestFile;
import org.qemu.functional.asset.internal.extraction.manifest.ResultManifest;
import org.qemu.functional.asset.internal.extraction.manifest.TreeScanner;
import org.qemu.functional.files.FileOwner;

/** An extracted archive in a folder of the cache: {@code content} and its {@code manifest}. */
public record ExtractionResult(Path entry, ResultManifest manifest) {
    /** Return the path of the content in the folder of a result. */
    public static Path contentOf(Path entry) {
        return entry.resolve("content");
    }

    public Path content() {
        return contentOf(entry);
    }

    public Path file(ManifestEntry node) {
        return content().resolve(node.path());
    }

    /**
     * Find the result for a specification and check that it is unchanged.
     *
     * @return {@code null} if there is none
     * @throws CorruptEntryException if there is one that cannot be trusted
     * @throws IOException if it cannot be read
     */
    public static @Nullable ExtractionResult find(EntryLocation location, ExtractionSpec spec)
            throws IOException {
        ResultManifest manifest = manifest(location.entry());
        if (manifest == null) {
            return null;
        }
        Path file = location.entry().resolve(ManifestFile.NAME);
        if (!FileOwner.isTrusted(file)) {
            throw new IOException(
                    "'%s' is not trusted: %s".formatted(file, FileOwner.describe(file)));
        }
        if (!manifest.spec().equals(spec.text())) {
            throw new CorruptEntryException(
                    location.entry(), "is the result of another extraction");
        }
        ExtractionResult result = new ExtractionResult(location.entry(), manifest);
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
            throw e; // an unreadable manifest may be intact
        } catch (IOException e) {
            throw new CorruptEntryException(entry, "has a corrupt manifest");
        }
    }

    private void checkUnchanged() throws IOException {
        check(node -> true);
    }

    /**
     * Check, after a copy by a listing of the folders, that no file was missing: somebody may
     * delete the cache at any time.
     */
    public void checkNothingRemoved() throws IOException {
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
                throw new CorruptEntryException(file(node), "is missing");
            }
            if (!now.equals(node.state())) {
                throw new CorruptEntryException(file(node), "was changed");
            }
        }
    }

    /** Verify all content: after a power failure, nothing else can show whether it is intact. */
    private ExtractionResult recognized(String boot) throws IOException {
        List<ManifestEntry> now = TreeScanner.of(content());
        if (!manifest.hasContentOf(now)) {
            throw new CorruptEntryException(entry, "has changed since before the last boot");
        }
        ResultManifest renewed = new ResultManifest(manifest.spec(), manifest.bytes(), boot, now);
        try {
            ManifestFile.write(entry, renewed);
        } catch (IOException e) {
            // The folder is read-only: the next process reads all content again, too.
        }
        return new ExtractionResult(entry, renewed);
    }

    /**
     * Record the time of this use, which determines the age of a result, unless it is read-only.
     */
    public void touch() {
        try {
            Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
        } catch (IOException e) {
            // The result belongs to another user.
        }
    }
}
