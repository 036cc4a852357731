package org.qemu.functional.asset.internal.extraction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import org.qemu.functional.asset.internal.extraction.copy.ResultCopier;
import org.qemu.functional.asset.internal.extraction.manifest.CorruptEntryException;
import org.qemu.functional.asset.internal.extraction.manifest.ManifestEntry;
import org.qemu.functional.asset.internal.extraction.manifest.ManifestFile;
import org.qemu.functional.asset.internal.extraction.manifest.Permissions;
import org.qemu.functional.asset.internal.extraction.manifest.ResultManifest;
import org.qemu.functional.asset.internal.extraction.manifest.TreeScanner;
import org.qemu.functional.asset.internal.extraction.store.BootId;
import org.qemu.functional.asset.internal.extraction.store.DiskUsage;
import org.qemu.functional.asset.internal.extraction.store.EntryLocation;
import org.qemu.functional.asset.internal.extraction.store.ExtractionLog;
import org.qemu.functional.asset.internal.extraction.store.ExtractionResult;
import org.qemu.functional.asset.internal.extraction.store.ExtractionSpec;
import org.qemu.functional.files.AtomicFolder;
import org.qemu.functional.files.Folders;

/** Creates results. The caller must have the exclusive lock of the entry. */
final class EntryPublisher {
    enum Outcome {
        /** Another process has created it in the meantime. */
        FOUND,
        /** It was created now. */
        PUBLISHED,
        /** It was copied to its target and not kept. */
        DELIVERED
    }

    /** The steps, for tests that check the state between them. */
    enum Stage {
        UNPACKING,
        UNPACKED,
        SEALED,
        PUBLISHED
    }

    private final EntryLocation location;
    private final ExtractionSpec spec;
    private final Path archive;
    private final long maxSize;
    private final Consumer<Stage> observer;

    EntryPublisher(
            EntryLocation location,
            ExtractionSpec spec,
            Path archive,
            long maxSize,
            Consumer<Stage> observer) {
        this.location = location;
        this.spec = spec;
        this.archive = archive;
        this.maxSize = maxSize;
        this.observer = observer;
    }

    /**
     * Extract and publish, unless another process has done it in the meantime.
     *
     * @param onlyOnce receives a result that is too large to be kept
     * @return what happened
     * @throws org.qemu.functional.archive.ArchiveException if the archive cannot be extracted
     */
    Outcome fill(ResultCopier onlyOnce) throws IOException, InterruptedException {
        if (isFilled()) {
            return Outcome.FOUND;
        }
        AtomicFolder published = location.result();
        published.removeLeftovers();
        Path temporary = published.createTemporary();
        try {
            ExtractionResult result = make(temporary);
            if (result.manifest().bytes() > maxSize) {
                ExtractionLog.tooBig(archive, result.manifest().bytes(), maxSize);
                if (!onlyOnce.deliver(result)) {
                    throw new IOException("the result is larger than the extraction cache");
                }
                return Outcome.DELIVERED;
            }
            observer.accept(Stage.SEALED);
            published.publish(temporary);
            observer.accept(Stage.PUBLISHED);
            return Outcome.PUBLISHED;
        } finally {
            Folders.delete(temporary);
            location.removeEmptyFolder();
        }
    }

    private boolean isFilled() throws IOException {
        try {
            return ExtractionResult.find(location, spec) != null;
        } catch (CorruptEntryException e) {
            ExtractionLog.damaged(e);
            location.result().remove();
            return false;
        }
    }

    private ExtractionResult make(Path temporary) throws IOException, InterruptedException {
        Path content = ExtractionResult.contentOf(temporary);
        observer.accept(Stage.UNPACKING);
        Path work = Files.createDirectory(temporary.resolve("work"));
        Files.move(spec.unpack(archive, work), content, StandardCopyOption.ATOMIC_MOVE);
        observer.accept(Stage.UNPACKED);
        Folders.delete(work);
        Permissions.withdrawWrite(content);
        List<ManifestEntry> nodes = TreeScanner.of(content);
        ResultManifest manifest = new ResultManifest(spec.text(), 0, BootId.current(), nodes);
        long bytes = DiskUsage.of(content);
        manifest = manifest.withBytes(bytes < 0 ? manifest.length() : bytes);
        ManifestFile.write(temporary, manifest);
        return new ExtractionResult(temporary, manifest);
    }
}
