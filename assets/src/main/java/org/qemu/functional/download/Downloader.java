package org.qemu.functional.download;

import static org.qemu.functional.download.TransferException.Remedy.NONE;
import static org.qemu.functional.download.TransferException.Remedy.RETRY;

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
import org.qemu.functional.cache.DownloadFile;
import org.qemu.functional.cache.Sleeper;
import org.qemu.functional.logging.Log;

/**
 * Gets a file from the first of several addresses that has it, trying again what may pass. Safe for
 * use by many threads.
 */
public final class Downloader {
    private static final Log LOG = Log.of("qemu.asset");

    /** Tries at one address, as many as in QEMU's framework. */
    private static final int TRIES = 3;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /** Longest pause that a server may ask for; one that asks for more is left alone. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** Bytes that make a try count as one that got on. */
    private static final long PROGRESS = 1 << 20;

    /** Tries that got on, but did not end, after which an address is given up all the same. */
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
     * Sets a downloader up as the environment says.
     *
     * @throws IllegalArgumentException if a variable has no value that it may have
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
     * Fills the file with what is asked for.
     *
     * @throws DownloadException if no address gives it
     * @throws IOException if this disk refuses it
     */
    public void download(DownloadRequest request, DownloadFile file, DownloadListener listener)
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
            file.restart(null); // what fills the disk is not worth keeping
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
            throw new TransferException(NONE, "'%s' is no address".formatted(address));
        }
        return new HttpTransfer(request, url, access, clock);
    }

    private void fromOne(Transfer transfer, DownloadFile file, DownloadListener listener)
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
                LOG.info("{}; trying again in {}", e.reason(), wait);
                listener.retrying(e.reason(), wait);
                pause.forAbout(wait);
            }
        }
    }

    /** One second, two, four, each give or take a quarter, so that not all come back at once. */
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
