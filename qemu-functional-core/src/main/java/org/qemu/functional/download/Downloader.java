package org.qemu.functional.download;

import static org.qemu.functional.download.TransferException.Remedy.NONE;
import static org.qemu.functional.download.TransferException.Remedy.RETRY;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import okhttp3.Call;
import okhttp3.HttpUrl;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.qemu.functional.cache.DownloadFile;
import org.qemu.functional.cache.Pause;

/**
 * Gets a file from the first of several addresses that has it, trying again what may pass. Safe for
 * use by many threads.
 */
public final class Downloader {
    private static final Logger LOG = LogManager.getLogger("qemu.asset");

    /** Tries at one address, as many as in QEMU's framework. */
    private static final int TRIES = 3;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /** Longest pause that a server may ask for; one that asks for more is left alone. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Addresses addresses;
    private final Call.Factory client;
    private final Clock clock;
    private final Pause pause;

    Downloader(Addresses addresses, Call.Factory client, Clock clock, Pause pause) {
        this.addresses = addresses;
        this.client = client;
        this.clock = clock;
        this.pause = pause;
    }

    /** Sets a downloader up as the environment says. */
    public static Downloader fromEnvironment(Map<String, String> environment) {
        return new Downloader(
                Addresses.fromEnvironment(environment),
                HttpClient.create(HttpClient.STALL),
                Clock.systemUTC(),
                Pause.REAL);
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
        for (HttpUrl address : addresses.of(request)) {
            try {
                fromOne(new Transfer(request, address, client, clock), file, listener);
                return;
            } catch (TransferException e) {
                LOG.warn("{}", e.reason());
                failures.add(e);
            }
        }
        throw verdict(request, failures);
    }

    private void fromOne(Transfer transfer, DownloadFile file, DownloadListener listener)
            throws TransferException, InterruptedException, IOException {
        LOG.info("fetching {}", transfer.url());
        for (int attempt = 1; ; attempt++) {
            file.restart();
            try {
                transfer.into(file, listener);
                return;
            } catch (TransferException e) {
                Duration wait = e.retryAfter();
                if (wait == null) {
                    wait = FIRST_PAUSE.multipliedBy(1L << (attempt - 1));
                }
                if (e.remedy() != RETRY || attempt == TRIES || wait.compareTo(LONGEST_PAUSE) > 0) {
                    throw e;
                }
                LOG.info("{}; trying again in {}", e.reason(), wait);
                listener.retrying(e.reason(), wait);
                pause.forAbout(wait);
            }
        }
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
                "cannot fetch asset %s: %s".formatted(request.url(), reasons),
                failures.get(failures.size() - 1));
    }
}
