package org.qemu.functional.asset.internal.download.transfer;

import static org.qemu.functional.asset.internal.download.transfer.TransferException.Remedy.NONE;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.qemu.functional.asset.TransferListener;
import org.qemu.functional.asset.internal.cache.DownloadFile;
import org.qemu.functional.text.SafeText;

/** Copies a local file, for example from a mirror on a mounted disk. */
public record FileTransfer(DownloadRequest request, Path source, Clock clock, DownloadLimits limits)
        implements Transfer {
    public static FileTransfer of(
            DownloadRequest request, String path, Clock clock, DownloadLimits limits) {
        Path asWritten = Path.of(path);
        // A mirror made from web pages has plain file names, even where a URL needs
        // percent-encoding.
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
    public void into(DownloadFile file, TransferListener listener)
            throws TransferException, LocalDiskException, InterruptedException {
        if (Files.exists(source) && !Files.isRegularFile(source)) {
            // Opening a FIFO would block until a process writes to it.
            throw new TransferException(NONE, "'%s' is not a regular file".formatted(source));
        }
        try (InputStream in = Files.newInputStream(source)) {
            LocalDiskException.during(() -> file.restart(null));
            long size = Files.size(source);
            HashingSink sink = new HashingSink(request, file, listener, clock, limits);
            sink.expect(size);
            listener.started(url(), size);
            sink.take(in, url());
            sink.finish(url(), List.of(), "");
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
