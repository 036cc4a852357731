package org.qemu.functional.asset.internal.download;

import static org.qemu.functional.asset.internal.download.transfer.TransferException.Remedy.NONE;
import static org.qemu.functional.asset.internal.download.transfer.TransferException.Remedy.RETRY;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import org.qemu.functional.asset.TransferListener;
import org.qemu.functional.asset.internal.cache.DownloadFile;
import org.qemu.functional.asset.internal.cache.Sleeper;
import org.qemu.functional.asset.internal.download.http.HttpAccess;
import org.qemu.functional.asset.internal.download.http.HttpClient;
import org.qemu.functional.asset.internal.download.http.HttpTimes;
import org.qemu.functional.asset.internal.download.http.HttpTransfer;
import org.qemu.functional.asset.internal.download.http.PerHostLimiter;
import org.qemu.functional.asset.internal.download.http.Proxies;
import org.qemu.functional.asset.internal.download.transfer.DownloadLimits;
import org.qemu.functional.asset.internal.download.transfer.DownloadRequest;
import org.qemu.functional.asset.internal.download.transfer.FileTransfer;
import org.qemu.functional.asset.internal.download.transfer.LocalDiskException;
import org.qemu.functional.asset.internal.download.transfer.Transfer;
import org.qemu.functional.asset.internal.download.transfer.TransferException;
import org.qemu.functional.logging.Log;

/**
 * Downloads a file from the first of several URLs that provides it, and retries after temporary
 * failures. Safe for use by multiple threads.
 */
public final class Downloader {
    private static final Log LOG = Log.of("qemu.asset");

    /** Maximum number of attempts without progress at one URL, as in QEMU's framework. */
    private static final int TRIES = 3;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /**
     * The longest pause that a server may request; a server that requests more is not tried again.
     */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** Number of bytes after which a failed attempt counts as progress. */
    private static final long PROGRESS = 1 << 20;

    /** Maximum number of attempts at one URL, even with progress. */
    private static final int MOST_TRIES = 50;

    private final UrlResolver addresses;
    private final HttpAccess access;
    private final Clock clock;
    private final Sleeper pause;

    Downloader(UrlResolver addresses, HttpAccess access, Clock clock, Sleeper pause) {
        this.addresses = addresses;
        this.access = access;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * Create a downloader as configured by the environment.
     *
     * @throws IllegalArgumentException if a variable has an invalid value
     */
    public static Downloader fromEnvironment(Map<String, String> environment) {
        return new Downloader(
                UrlResolver.fromEnvironment(environment),
                new HttpAccess(
                        HttpClient.create(HttpTimes.USUAL, Proxies.of(environment)),
                        HttpTimes.USUAL,
                        new PerHostLimiter(PerHostLimiter.EACH),
                        DownloadLimits.fromEnvironment(environment)),
                Clock.systemUTC(),
                Sleeper.REAL);
    }

    /**
     * Download the requested content into a file.
     *
     * @throws DownloadException if no URL provides it
     * @throws IOException if the file cannot be written
     */
    public void download(DownloadRequest request, DownloadFile file, TransferListener listener)
            throws DownloadException, InterruptedException, IOException {
        List<TransferException> failures = new ArrayList<>();
        try {
            for (Iterator<String> all = addresses.of(request).iterator(); all.hasNext(); ) {
                try {
                    fromOne(transfer(request, all.next()), file, listener);
                    return;
                } catch (TransferException e) {
                    LOG.warn("{}", e.reason());
                    failures.add(e);
                    if (all.hasNext()) {
                        listener.movingOn(e.reason());
                    }
                }
            }
        } catch (LocalDiskException e) {
            file.restart(null); // free the disk, which may be full
            throw e;
        }
        throw verdict(request, failures);
    }

    private Transfer transfer(DownloadRequest request, String address) throws TransferException {
        String path = AssetUrl.filePath(address);
        if (path != null) {
            return FileTransfer.of(request, path, clock, access.limits());
        }
        HttpUrl url = HttpUrl.parse(address);
        if (url == null) {
            throw new TransferException(NONE, "'%s' is not a valid URL".formatted(address));
        }
        return new HttpTransfer(request, url, access, clock);
    }

    private void fromOne(Transfer transfer, DownloadFile file, TransferListener listener)
            throws TransferException, InterruptedException, IOException {
        LOG.info("fetching {}", transfer.url());
        int failures = 0;
        for (int tries = 1; ; tries++) {
            long before = file.size();
            try {
                transfer.into(file, listener);
                return;
            } catch (TransferException e) {
                failures = file.size() - before >= PROGRESS ? 1 : failures + 1;
                Duration wait = e.retryAfter();
                if (wait == null) {
                    wait = backoff(failures);
                }
                if (e.remedy() != RETRY
                        || failures == TRIES
                        || tries == MOST_TRIES
                        || wait.compareTo(LONGEST_PAUSE) > 0) {
                    throw e;
                }
                LOG.info("{}; retrying in {}", e.reason(), wait);
                listener.retrying(e.reason(), wait);
                pause.forAbout(wait);
            }
        }
    }

    /**
     * One second, two, four, each with a jitter of a quarter, so that clients do not retry at once.
     */
    private static Duration backoff(int failures) {
        long millis = FIRST_PAUSE.toMillis() << (failures - 1);
        return Duration.ofMillis(
                ThreadLocalRandom.current().nextLong(millis * 3 / 4, millis * 5 / 4 + 1));
    }

    private static DownloadException verdict(
            DownloadRequest request, List<TransferException> failures) {
        String reasons =
                failures.stream()
                        .map(TransferException::reason)
                        .collect(Collectors.joining("; "))
                        .replaceAll("\\s+", " ");
        return new DownloadException(
                failures.stream().allMatch(e -> e.remedy() == NONE),
                failures.stream().anyMatch(TransferException::wrongContent),
                "cannot fetch asset %s: %s".formatted(request.url(), reasons),
                failures.get(failures.size() - 1));
    }
}
