package org.qemu.functional.guest.internal.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.qemu.functional.asset.internal.cache.DownloadLock;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.files.AtomicFolder;
import org.qemu.functional.files.DiskFullErrors;
import org.qemu.functional.files.FileIdentity;
import org.qemu.functional.files.FileOwner;
import org.qemu.functional.files.Folders;
import org.qemu.functional.files.HeldLock;
import org.qemu.functional.guest.image.ImageException;
import org.qemu.functional.logging.Log;

/**
 * Store folders of files, named by a hash of their inputs. A folder is either complete or absent,
 * even if a process is killed at any point. If several threads or processes request the same folder
 * at once, one of them creates it.
 *
 * <p>Each folder is an {@link AtomicFolder}. Its file {@code state} has the hash of each file and
 * its {@link FileIdentity}, so that a quick check shows whether anything has changed. Changed files
 * are hashed, and the folder is created again if a hash differs.
 */
public final class AtomicFolderStore {
    private static final Log LOG = Log.of("qemu.guest");

    private static final String STATE = "state";
    private static final String PART = ".part-";

    private final Path root;

    /** Create a store in a folder, which need not exist yet. */
    public AtomicFolderStore(Path root) {
        this.root = root;
    }

    /** Fills a new folder. */
    public interface Maker {
        /**
         * Create files in the folder.
         *
         * @return the names of the files whose integrity is checked
         */
        List<String> make(Path folder) throws IOException;
    }

    /**
     * Return the folder, creating it if necessary.
     *
     * @param hash its name, at least 15 hexadecimal digits
     * @throws ImageException if it cannot be created
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

    /** Cause the folder to be created again at its next use. */
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
                        "'{}' cannot be trusted and is created again: {}",
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
                    LOG.warn("'{}' is damaged and is created again", file);
                    return false;
                }
                now.add(words[0] + " " + words[1] + " " + identity);
            }
            if (!now.equals(then)) {
                rewrite(state, now);
            }
            return !then.isEmpty();
        } catch (IOException | IndexOutOfBoundsException e) {
            LOG.warn("'{}' is incomplete and is created again: {}", folder, e.toString());
            return false;
        }
    }

    private static void rewrite(Path state, List<String> lines) {
        try {
            Path part = state.resolveSibling(PART + UUID.randomUUID());
            Files.write(part, lines);
            Files.move(part, state, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.debug("cannot write " + state, e); // so it is hashed again at the next use
        }
    }

    private static ImageException failed(Path folder, Exception e) {
        String message = String.valueOf(e.getMessage());
        boolean full = DiskFullErrors.isCauseOf(e);
        return new ImageException(
                "cannot create '%s': %s%s"
                        .formatted(
                                folder,
                                message,
                                full
                                        ? "; make room there, or set QEMU_TEST_CACHE_DIR to a folder on another disk"
                                        : ""),
                e);
    }
}
