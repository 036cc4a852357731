package org.qemu.functional.guest.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.qemu.functional.cache.DownloadLock;
import org.qemu.functional.cache.HashAlgorithm;
import org.qemu.functional.files.AtomicFolder;
import org.qemu.functional.files.DiskFullErrors;
import org.qemu.functional.files.FileIdentity;
import org.qemu.functional.files.FileOwner;
import org.qemu.functional.files.Folders;
import org.qemu.functional.files.HeldLock;
import org.qemu.functional.logging.Log;

/**
 * Folders of files, named by a hash of what they were made from, that are whole or absent whatever
 * dies when. Of all that want the same one at once, threads and processes, one makes it.
 *
 * <p>Each is an {@link AtomicFolder}. Its file {@code state} has the hash of each file and what
 * {@link FileIdentity} told of it, so that a look is enough to know that nothing has changed; what
 * has is hashed, and made again if it is not what it was.
 */
public final class AtomicFolderStore {
    private static final Log LOG = Log.of("qemu.guest");

    private static final String STATE = "state";
    private static final String PART = ".part-";

    private final Path root;

    /** Keep them in a folder, which need not exist yet. */
    public AtomicFolderStore(Path root) {
        this.root = root;
    }

    /** Fills a new folder. */
    public interface Maker {
        /**
         * Makes files in the folder.
         *
         * @return the names of those that shall be watched
         */
        List<String> make(Path folder) throws IOException;
    }

    /**
     * Returns the folder, which is made if need be.
     *
     * @param hash names it, in at least 15 hexadecimal digits
     * @throws ImageException if it cannot be made
     */
    public Path get(String hash, Maker maker) {
        Path folder = root.resolve(hash);
        if (isWhole(folder)) {
            return folder;
        }
        try {
            Files.createDirectories(root);
            try (HeldLock lock = DownloadLock.acquire(root, hash, () -> {})) {
                LOG.debug("{} has {}", lock, folder);
                if (!isWhole(folder)) {
                    make(folder, maker);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageException("interrupted while waiting for '" + folder + "'", e);
        } catch (IOException | UncheckedIOException e) {
            throw failed(folder, e);
        }
        return folder;
    }

    /** Has the folder made again at its next use. */
    public void discard(String hash) throws IOException {
        Files.deleteIfExists(root.resolve(hash).resolve(STATE));
    }

    private void make(Path path, Maker maker) throws IOException {
        AtomicFolder folder = AtomicFolder.of(path, PART + path.getFileName() + "-");
        folder.removeLeftovers();
        Path part = folder.createTemporary();
        try {
            List<String> state = new ArrayList<>();
            for (String name : maker.make(part)) {
                Path file = part.resolve(name);
                String hash = HashAlgorithm.SHA256.hashOf(file);
                state.add(name + " " + hash + " " + FileIdentity.of(file).line().strip());
            }
            Files.write(part.resolve(STATE), state);
            folder.publish(part);
        } finally {
            Folders.delete(part);
        }
    }

    private static boolean isWhole(Path folder) {
        try {
            Path state = folder.resolve(STATE);
            if (!Files.exists(state)) {
                return false;
            }
            if (!FileOwner.isTrusted(state)) {
                LOG.warn(
                        "'{}' is not believed and made again: {}",
                        folder,
                        FileOwner.describe(state));
                return false;
            }
            List<String> now = new ArrayList<>();
            List<String> then = Files.readAllLines(state);
            for (String line : then) {
                String[] words = line.split(" ", 3);
                Path file = folder.resolve(words[0]);
                String identity = FileIdentity.of(file).line().strip();
                if (!identity.equals(words[2])
                        && !HashAlgorithm.SHA256.hashOf(file).equals(words[1])) {
                    LOG.warn("'{}' is damaged and is made again", file);
                    return false;
                }
                now.add(words[0] + " " + words[1] + " " + identity);
            }
            if (!now.equals(then)) {
                rewrite(state, now);
            }
            return !then.isEmpty();
        } catch (IOException | IndexOutOfBoundsException e) {
            LOG.warn("'{}' is not whole and is made again: {}", folder, e.toString());
            return false;
        }
    }

    private static void rewrite(Path state, List<String> lines) {
        try {
            Path part = state.resolveSibling(PART + UUID.randomUUID());
            Files.write(part, lines);
            Files.move(part, state, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.debug("cannot write " + state, e); // so it is hashed again the next time
        }
    }

    private static ImageException failed(Path folder, Exception e) {
        String message = String.valueOf(e.getMessage());
        boolean full = DiskFullErrors.isCauseOf(e);
        return new ImageException(
                "cannot make '%s': %s%s"
                        .formatted(
                                folder,
                                message,
                                full
                                        ? "; make room there, or set QEMU_TEST_CACHE_DIR to a folder on another disk"
                                        : ""),
                e);
    }
}
