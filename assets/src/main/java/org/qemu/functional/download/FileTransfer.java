package org.qemu.functional.download;

import static org.qemu.functional.download.TransferException.Remedy.NONE;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.qemu.functional.cache.DownloadFile;
import org.qemu.functional.text.SafeText;

/** Copies a file of this host, such as of a mirror on a mounted disk. */
record FileTransfer(DownloadRequest request, Path source, Clock clock, DownloadLimits limits)
        implements Transfer {
    static FileTransfer of(
            DownloadRequest request, String path, Clock clock, DownloadLimits limits) {
        Path asWritten = Path.of(path);
        // A mirror made from web pages has names as they are, whatever a URL has to write for them.
        return new FileTransfer(
                request,
                Files.exists(asWritten) || !path.contains("%")
                        ? asWritten
                        : Path.of(URI.create("file://" + path)),
                clock,
                limits);
    }

    @Override
    public String url() {
        return SafeText.line("file://" + source);
    }

    @Override
    public void into(DownloadFile file, DownloadListener listener)
            throws TransferException, LocalDiskException, InterruptedException {
        if (Files.exists(source) && !Files.isRegularFile(source)) {
            // Opening a FIFO would wait for somebody to write into it.
            throw new TransferException(NONE, "'%s' is no regular file".formatted(source));
        }
        try (InputStream in = Files.newInputStream(source)) {
            LocalDiskException.during(() -> file.restart(null));
            long size = Files.size(source);
            HashingSink intake = new HashingSink(request, file, listener, clock, limits);
            intake.expect(size);
            listener.started(url(), size);
            intake.take(in, url());
            intake.finish(url(), List.of(), "");
        } catch (LocalDiskException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new TransferException(NONE, "there is no file '%s'".formatted(source), e, null);
        } catch (AccessDeniedException e) {
            throw new TransferException(
                    NONE, "permission denied to read '%s'".formatted(source), e, null);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("while copying " + source);
            }
            throw new TransferException(
                    NONE, "cannot read '%s': %s".formatted(source, e.getMessage()), e, null);
        }
    }
}
