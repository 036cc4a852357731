package org.qemu.functional.asset.internal.extraction;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.ArchiveException;
import org.qemu.functional.archive.Archives;
import org.qemu.functional.asset.internal.extraction.copy.FileResultCopier;
import org.qemu.functional.asset.internal.extraction.copy.ResultCopier;
import org.qemu.functional.asset.internal.extraction.copy.TreeResultCopier;
import org.qemu.functional.asset.internal.extraction.store.EntryLocation;
import org.qemu.functional.asset.internal.extraction.store.EvictionResult;
import org.qemu.functional.asset.internal.extraction.store.ExtractionLog;
import org.qemu.functional.asset.internal.extraction.store.ExtractionSpec;
import org.qemu.functional.asset.internal.extraction.store.ResultStore;

/**
 * Extracts archives as {@link Archives} does, but each archive only once: the result is kept on
 * disk, in {@code <base>/unpacked/<hash>/}, and each test gets its own copy.
 *
 * <p>A result is either complete or absent, even if a process is killed at any point, and is shared
 * by threads, processes and later runs. A result that somebody has changed is detected and
 * extracted again. If the cache is unusable (read-only, full, another user's), everything is
 * extracted directly to its target. Safe for use by multiple threads.
 */
public final class ExtractionCache {
    private final Path root;
    private final long maxSize;
    private final ResultStore store;

    private final Consumer<EntryPublisher.Stage> observer;

    ExtractionCache(ExtractionSettings settings, Consumer<EntryPublisher.Stage> observer) {
        this.root = settings.base().resolve("unpacked").toAbsolutePath().normalize();
        this.maxSize = settings.maxSize();
        this.store = new ResultStore(root);
        this.observer = observer;
    }

    /**
     * Create a cache in a folder, with at most 20 GiB of results, without accessing the file
     * system.
     *
     * @param base the parent folder of {@code unpacked}
     */
    public static ExtractionCache of(Path base) {
        return new ExtractionCache(
                new ExtractionSettings(base, ExtractionSettings.DEFAULT_MAX_SIZE), stage -> {});
    }

    /**
     * Create a cache as configured by {@code QEMU_TEST_CACHE_DIR} ({@code ~/.cache/qemu} if it is
     * not set) and {@code QEMU_TEST_UNPACKED_MAX_SIZE}, without accessing the file system.
     *
     * @throws IllegalArgumentException if the size is not valid; {@code 5G} would be
     */
    public static ExtractionCache fromEnvironment(Map<String, String> environment) {
        return new ExtractionCache(ExtractionSettings.fromEnvironment(environment), stage -> {});
    }

    /** Return the folder of the results, {@code <base>/unpacked}. It need not exist yet. */
    public Path directory() {
        return root;
    }

    /**
     * Extract all members of an archive into a folder, as {@link Archives#extract} does.
     *
     * @param format such as {@code tar.xz}; {@code null} to guess it
     * @throws ArchiveException if the archive cannot be extracted or the disk cannot be written
     * @throws IllegalArgumentException if there is no such format
     * @throws UncheckedIOException if the thread is interrupted
     */
    public void extract(CachedFile archive, @Nullable String format, Path directory) {
        serve(
                archive,
                new ExtractionSpec(ExtractionSpec.Kind.TREE, format, archive.name(), null),
                new TreeResultCopier(directory),
                () -> Archives.extract(archive.path(), format, archive.name(), directory));
    }

    /**
     * Extract one file of an archive into a folder, as {@link Archives#extractMember} does.
     *
     * @param format as for {@link #extract}
     * @return {@code directory.resolve(member)}
     * @throws ArchiveException if there is no such member, or as for {@link #extract}
     * @throws IllegalArgumentException if there is no such format
     * @throws UncheckedIOException if the thread is interrupted
     */
    public Path extractMember(
            CachedFile archive, @Nullable String format, String member, Path directory) {
        Runnable direct =
                () ->
                        Archives.extractMember(
                                archive.path(), format, archive.name(), member, directory);
        if (FileResultCopier.isPlain(member)) {
            serve(
                    archive,
                    new ExtractionSpec(ExtractionSpec.Kind.MEMBER, format, archive.name(), member),
                    new FileResultCopier(directory, member, false),
                    direct);
        } else {
            direct.run(); // throws the exception that says what is wrong
        }
        return directory.resolve(member);
    }

    /**
     * Decompress a file to {@code target}, as {@link Archives#uncompress} does.
     *
     * @param format as for {@link #extract}
     * @return {@code target}
     * @throws ArchiveException if the file cannot be decompressed or the disk cannot be written
     * @throws IllegalArgumentException if there is no such format
     * @throws UncheckedIOException if the thread is interrupted
     */
    public Path uncompress(CachedFile compressed, @Nullable String format, Path target) {
        Path absolute = target.toAbsolutePath();
        serve(
                compressed,
                new ExtractionSpec(
                        ExtractionSpec.Kind.UNCOMPRESSED, format, compressed.name(), null),
                new FileResultCopier(absolute.getParent(), absolute.getFileName().toString(), true),
                () -> Archives.uncompress(compressed.path(), format, compressed.name(), target));
        return target;
    }

    /** Return the disk space of all results, in bytes. */
    public long size() {
        return store.items().stream().mapToLong(ResultStore.Item::bytes).sum();
    }

    /** Return the disk space of the results of one asset, in bytes. */
    public long size(String hash) {
        return store.items(hash).stream().mapToLong(ResultStore.Item::bytes).sum();
    }

    /** Return the sorted hashes of the assets that have results. */
    public List<String> hashes() {
        return store.hashes();
    }

    /**
     * Remove all results of an asset except those that are being filled or copied.
     *
     * @throws UncheckedIOException if the thread is interrupted
     */
    public EvictionResult evict(String hash) {
        try {
            return store.evict(hash);
        } catch (InterruptedException e) {
            throw interrupted("removing the extracted files of " + hash);
        }
    }

    private void serve(
            CachedFile archive, ExtractionSpec spec, ResultCopier copier, Runnable direct) {
        Path file = archive.path();
        EntryLocation location = new EntryLocation(root, archive.hash(), spec.key());
        try {
            if (maxSize > 0
                    && new ExtractionRequest(location, spec, file, maxSize, observer)
                            .serve(copier)) {
                return;
            }
        } catch (InterruptedException e) {
            throw interrupted("waiting for the extraction of " + file);
        } catch (IOException | UncheckedIOException | InvalidPathException e) {
            if (Thread.currentThread().isInterrupted()) { // an interrupt closes channels
                throw interrupted("copying the extracted files of " + file);
            }
            ExtractionLog.unusable(root, file, e);
        }
        direct.run();
    }

    private static UncheckedIOException interrupted(String what) {
        Thread.currentThread().interrupt();
        return new UncheckedIOException(new InterruptedIOException("interrupted while " + what));
    }
}
