package org.qemu.functional.asset;

import static org.qemu.functional.asset.TransferException.Remedy.NONE;
import static org.qemu.functional.asset.TransferException.Remedy.RETRY;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import okhttp3.Call;
import okhttp3.HttpUrl;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Gets an asset from the first of several addresses that has it, trying again what may pass. */
record Downloader(Call.Factory client, Clock clock, Pause pause) {
    private static final Logger LOG = LogManager.getLogger("qemu.asset");

    /** Tries at one address, as many as in QEMU's framework. */
    private static final int TRIES = 3;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /** Longest pause that a server may ask for; one that asks for more is left alone. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /**
     * Fills the file with the asset.
     *
     * @throws AssetException if every address refuses for good, or this disk does
     * @throws AssetUnavailableException if one may have it later
     */
    void download(Asset asset, List<HttpUrl> addresses, DownloadFile file, FetchListener listener)
            throws InterruptedException, IOException {
        List<TransferException> failures = new ArrayList<>();
        for (HttpUrl address : addresses) {
            try {
                fromOne(new Transfer(asset, address, client, clock), file, listener);
                return;
            } catch (TransferException e) {
                LOG.warn("{}", e.reason());
                failures.add(e);
            }
        }
        throw verdict(asset, failures);
    }

    private void fromOne(Transfer transfer, DownloadFile file, FetchListener listener)
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
                listener.retrying(transfer.asset(), e.reason(), wait);
                pause.forAbout(wait);
            }
        }
    }

    private static RuntimeException verdict(Asset asset, List<TransferException> failures) {
        String reasons =
                failures.stream()
                        .map(TransferException::reason)
                        .collect(Collectors.joining("; "))
                        .replaceAll("\\s+", " ");
        String message = "cannot fetch asset %s: %s".formatted(asset.url(), reasons);
        Throwable last = failures.get(failures.size() - 1);
        return failures.stream().allMatch(e -> e.remedy() == NONE)
                ? new AssetException(message, last)
                : new AssetUnavailableException(message, last);
    }
}
