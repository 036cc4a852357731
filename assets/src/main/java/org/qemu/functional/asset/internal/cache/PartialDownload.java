package org.qemu.functional.asset.internal.cache;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.logging.Log;

/**
 * The kept part of an unfinished download: {@code <hash>.part} and, in {@code <hash>}, its origin.
 * They have a folder of their own because QEMU's framework would consider the part an active
 * download.
 */
record PartialDownload(Path part, Path about) {
    private static final Log LOG = Log.of("qemu.asset");

    static PartialDownload of(CacheFolder folder, String hash) {
        return new PartialDownload(
                folder.resume().resolve(hash + ".part"), folder.resume().resolve(hash));
    }

    @Nullable ResumeInfo origin() throws IOException {
        return ResumeInfo.read(about);
    }

    void remember(ResumeInfo origin) throws IOException {
        origin.write(about);
    }

    void forgetOrigin() throws IOException {
        Files.deleteIfExists(about);
    }

    /** Keep a download that its owner gave up, or that is abandoned, if it can be resumed. */
    void keep(Path download) throws IOException {
        if (origin() == null) {
            Files.deleteIfExists(download);
            return;
        }
        try {
            if (Files.exists(part) && Files.isSameFile(part, download)) {
                // A process was killed between the two steps of goOnAs. A rename would do nothing,
                // because the kernel ignores a rename between two names of one file.
                Files.delete(download);
                return;
            }
            Files.move(download, part, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            LOG.debug(download + " was removed in the meantime", e);
        }
    }

    /**
     * Make the kept part the active download.
     *
     * @return whether there was a part
     * @throws FileAlreadyExistsException if another process has an active download
     */
    boolean goOnAs(Path download) throws IOException {
        if (!Files.exists(part)) {
            return false;
        }
        if (origin() != null) {
            try {
                Files.createLink(download, part); // fails if it exists, unlike a rename
                Files.delete(part);
                return true;
            } catch (FileAlreadyExistsException e) {
                throw e;
            } catch (IOException | UnsupportedOperationException e) {
                LOG.debug("cannot resume " + part, e);
            }
        }
        Files.deleteIfExists(part);
        return false;
    }
}
