package org.qemu.functional.extraction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import org.qemu.functional.files.AtomicFolder;
import org.qemu.functional.files.Folders;

/** Makes results, for whoever has their slot for itself. */
final class EntryPublisher {
    enum Outcome {
        /** Another one has made it meanwhile. */
        FOUND,
        /** It is new. */
        PUBLISHED,
        /** It was brought to its place and not kept. */
        DELIVERED
    }

    /** How far it is, for tests that look in between. */
    enum Stage {
        UNPACKING,
        UNPACKED,
        SEALED,
        PUBLISHED
    }

    private final EntryLocation slot;
    private final ExtractionSpec recipe;
    private final Path archive;
    private final long maxSize;
    private final Consumer<Stage> observer;

    EntryPublisher(
            EntryLocation slot,
            ExtractionSpec recipe,
            Path archive,
            long maxSize,
            Consumer<Stage> observer) {
        this.slot = slot;
        this.recipe = recipe;
        this.archive = archive;
        this.maxSize = maxSize;
        this.observer = observer;
    }

    /**
     * Unpacks and publishes, unless somebody else has done it meanwhile.
     *
     * @param onlyOnce gets what is too big to be kept
     * @return what came of it
     * @throws org.qemu.functional.archive.ArchiveException if it cannot be unpacked
     */
    Outcome fill(ResultCopier onlyOnce) throws IOException, InterruptedException {
        if (isFilled()) {
            return Outcome.FOUND;
        }
        AtomicFolder published = slot.result();
        published.removeLeftovers();
        Path temporary = published.createTemporary();
        try {
            ExtractionResult result = make(temporary);
            if (result.manifest().bytes() > maxSize) {
                ExtractionLog.tooBig(archive, result.manifest().bytes(), maxSize);
                if (!onlyOnce.deliver(result)) {
                    throw new IOException("too big to be kept");
                }
                return Outcome.DELIVERED;
            }
            observer.accept(Stage.SEALED);
            published.publish(temporary);
            observer.accept(Stage.PUBLISHED);
            return Outcome.PUBLISHED;
        } finally {
            Folders.delete(temporary);
            slot.removeEmptyFolder();
        }
    }

    private boolean isFilled() throws IOException {
        try {
            return ExtractionResult.find(slot, recipe) != null;
        } catch (CorruptEntryException e) {
            ExtractionLog.damaged(e);
            slot.result().remove();
            return false;
        }
    }

    private ExtractionResult make(Path temporary) throws IOException, InterruptedException {
        Path content = ExtractionResult.contentOf(temporary);
        observer.accept(Stage.UNPACKING);
        Path work = Files.createDirectory(temporary.resolve("work"));
        Files.move(recipe.unpack(archive, work), content, StandardCopyOption.ATOMIC_MOVE);
        observer.accept(Stage.UNPACKED);
        Folders.delete(work);
        Permissions.withdrawWrite(content);
        List<ManifestEntry> nodes = TreeScanner.of(content);
        ResultManifest manifest = new ResultManifest(recipe.text(), 0, BootId.current(), nodes);
        long bytes = DiskUsage.of(content);
        manifest = manifest.withBytes(bytes < 0 ? manifest.length() : bytes);
        ManifestFile.write(temporary, manifest);
        return new ExtractionResult(temporary, manifest);
    }
}
