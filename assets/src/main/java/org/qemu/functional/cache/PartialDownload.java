package org.qemu.functional.cache;

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
 * What is kept of a download that was not finished: {@code <hash>.part} and, in {@code <hash>},
 * where it came from. In a folder of ours, as QEMU's framework would take it for one under way.
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

    /** Keeps a download that its owner gave up, or that is abandoned, if it can be gone on with. */
    void keep(Path download) throws IOException {
        if (origin() == null) {
            Files.deleteIfExists(download);
            return;
        }
        try {
            if (Files.exists(part) && Files.isSameFile(part, download)) {
                // Killed between the two steps of goOnAs. A rename would do nothing, as the kernel
                // has it for two names of one file.
                Files.delete(download);
                return;
            }
            Files.move(download, part, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            LOG.debug(download + " was taken away meanwhile", e);
        }
    }

    /**
     * Makes what was kept the download under way.
     *
     * @return whether there was any
     * @throws FileAlreadyExistsException if somebody else has one under way
     */
    boolean goOnAs(Path download) throws IOException {
        if (!Files.exists(part)) {
            return false;
        }
        if (origin() != null) {
            try {
                Files.createLink(download, part); // fails if it is there, as a rename does not
                Files.delete(part);
                return true;
            } catch (FileAlreadyExistsException e) {
                throw e;
            } catch (IOException | UnsupportedOperationException e) {
                LOG.debug("cannot go on with " + part, e);
            }
        }
        Files.deleteIfExists(part);
        return false;
    }
}
