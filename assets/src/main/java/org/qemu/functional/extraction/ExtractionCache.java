package org.qemu.functional.extraction;

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

/**
 * Unpacks as {@link Archives} does, but each archive only once: the result stays on disk, in {@code
 * <base>/unpacked/<hash>/}, and each test gets a copy of its own.
 *
 * <p>A result is whole or absent, whatever dies when, and is shared by threads, processes and later
 * runs. What somebody changed there is noticed and unpacked again. Where the cache cannot be used
 * (read-only, full, somebody else's), everything is unpacked straight to where it is wanted. Safe
 * for use by many threads.
 */
public final class ExtractionCache {
    private final Path root;
    private final long maxSize;
    private final ResultStore shelf;

    private final Consumer<EntryPublisher.Stage> observer;

    ExtractionCache(ExtractionSettings settings, Consumer<EntryPublisher.Stage> observer) {
        this.root = settings.base().resolve("unpacked").toAbsolutePath().normalize();
        this.maxSize = settings.maxSize();
        this.shelf = new ResultStore(root);
        this.observer = observer;
    }

    /**
     * Uses the cache of results in a folder, of at most 20 GiB. Touches no file yet.
     *
     * @param base the folder that {@code unpacked} is in or may be made in
     */
    public static ExtractionCache of(Path base) {
        return new ExtractionCache(
                new ExtractionSettings(base, ExtractionSettings.DEFAULT_MAX_SIZE), stage -> {});
    }

    /**
     * Sets a cache up as {@code QEMU_TEST_CACHE_DIR} ({@code ~/.cache/qemu} if it is not set) and
     * {@code QEMU_TEST_UNPACKED_MAX_SIZE} say. Touches no file yet.
     *
     * @throws IllegalArgumentException if the size is none, such as {@code 5G}
     */
    public static ExtractionCache fromEnvironment(Map<String, String> environment) {
        return new ExtractionCache(ExtractionSettings.fromEnvironment(environment), stage -> {});
    }

    /** Returns the folder of the results, {@code <base>/unpacked}. It need not exist yet. */
    public Path directory() {
        return root;
    }

    /**
     * Brings all members of an archive into a folder, as {@link Archives#extract} does.
     *
     * @param hash names the archive's content, in hexadecimal digits; that it is right is up to the
     *     caller
     * @throws ArchiveException if the archive cannot be unpacked or the disk refuses
     * @throws IllegalArgumentException if there is no such format
     * @throws UncheckedIOException if the thread is interrupted
     */
    public void extract(
            String hash,
            Path archive,
            @Nullable String format,
            String nameForGuess,
            Path directory) {
        serve(
                hash,
                archive,
                new ExtractionSpec(ExtractionSpec.Kind.TREE, format, nameForGuess, null),
                new TreeResultCopier(directory),
                () -> Archives.extract(archive, format, nameForGuess, directory));
    }

    /**
     * Brings one file of an archive into a folder, as {@link Archives#extractMember} does.
     *
     * @param hash as for {@link #extract}
     * @return {@code directory.resolve(member)}
     * @throws ArchiveException if there is no such member, or as for {@link #extract}
     * @throws IllegalArgumentException if there is no such format
     * @throws UncheckedIOException if the thread is interrupted
     */
    public Path extractMember(
            String hash,
            Path archive,
            @Nullable String format,
            String nameForGuess,
            String member,
            Path directory) {
        Runnable direct =
                () -> Archives.extractMember(archive, format, nameForGuess, member, directory);
        if (FileResultCopier.isPlain(member)) {
            serve(
                    hash,
                    archive,
                    new ExtractionSpec(ExtractionSpec.Kind.MEMBER, format, nameForGuess, member),
                    new FileResultCopier(directory, member, false),
                    direct);
        } else {
            direct.run(); // to be told what is wrong with it
        }
        return directory.resolve(member);
    }

    /**
     * Brings what a compressed file holds to {@code target}, as {@link Archives#uncompress} does.
     *
     * @param hash as for {@link #extract}
     * @return {@code target}
     * @throws ArchiveException if the file cannot be uncompressed or the disk refuses
     * @throws IllegalArgumentException if there is no such format
     * @throws UncheckedIOException if the thread is interrupted
     */
    public Path uncompress(
            String hash,
            Path compressed,
            @Nullable String format,
            String nameForGuess,
            Path target) {
        Path absolute = target.toAbsolutePath();
        serve(
                hash,
                compressed,
                new ExtractionSpec(ExtractionSpec.Kind.UNCOMPRESSED, format, nameForGuess, null),
                new FileResultCopier(absolute.getParent(), absolute.getFileName().toString(), true),
                () -> Archives.uncompress(compressed, format, nameForGuess, target));
        return target;
    }

    /** Returns how many bytes on disk the results take. */
    public long size() {
        return shelf.items().stream().mapToLong(ResultStore.Item::bytes).sum();
    }

    /** Returns how many bytes on disk the results of one asset take. */
    public long size(String hash) {
        return shelf.items(hash).stream().mapToLong(ResultStore.Item::bytes).sum();
    }

    /** Returns the hashes of the assets that there are results of, in order. */
    public List<String> hashes() {
        return shelf.hashes();
    }

    /**
     * Removes all results of an asset but those that somebody is just filling or copying.
     *
     * @throws UncheckedIOException if the thread is interrupted
     */
    public EvictionResult evict(String hash) {
        try {
            return shelf.evict(hash);
        } catch (InterruptedException e) {
            throw interrupted("removing what was unpacked of " + hash);
        }
    }

    private void serve(
            String hash,
            Path archive,
            ExtractionSpec recipe,
            ResultCopier delivery,
            Runnable direct) {
        EntryLocation slot = new EntryLocation(root, hash, recipe.key());
        try {
            if (maxSize > 0
                    && new ExtractionRequest(slot, recipe, archive, maxSize, observer)
                            .serve(delivery)) {
                return;
            }
        } catch (InterruptedException e) {
            throw interrupted("waiting for what is unpacked of " + archive);
        } catch (IOException | UncheckedIOException | InvalidPathException e) {
            if (Thread.currentThread().isInterrupted()) { // which closes channels
                throw interrupted("copying what was unpacked of " + archive);
            }
            ExtractionLog.unusable(root, archive, e);
        }
        direct.run();
    }

    private static UncheckedIOException interrupted(String what) {
        Thread.currentThread().interrupt();
        return new UncheckedIOException(new InterruptedIOException("interrupted while " + what));
    }
}
