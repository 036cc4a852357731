package org.qemu.functional.asset.internal.download;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.cache.Sleeper;
import org.qemu.functional.asset.internal.download.http.HttpAccess;
import org.qemu.functional.asset.internal.download.http.HttpClient;
import org.qemu.functional.asset.internal.download.http.HttpTimes;
import org.qemu.functional.asset.internal.download.http.PerHostLimiter;
import org.qemu.functional.asset.internal.download.http.Proxies;
import org.qemu.functional.asset.internal.download.transfer.DownloadLimits;

/** Creates downloaders whose parts tests can replace. */
public final class DownloaderFixture {
    private DownloaderFixture() {}

    public static Downloader of(
            Map<String, String> environment,
            Path etcApt,
            Call.Factory client,
            Clock clock,
            Sleeper pause) {
        return of(environment, etcApt, client, null, null, clock, pause);
    }

    /** Create a downloader with the given deadlines; {@code null} for the defaults. */
    public static Downloader of(
            Map<String, String> environment,
            Path etcApt,
            Call.Factory client,
            @Nullable Duration headers,
            @Nullable Duration stall,
            Clock clock,
            Sleeper pause) {
        HttpTimes usual = HttpTimes.USUAL;
        HttpTimes times =
                new HttpTimes(
                        usual.connect(),
                        headers == null ? usual.headers() : headers,
                        stall == null ? usual.stall() : stall);
        return new Downloader(
                UrlResolver.of(environment, etcApt),
                new HttpAccess(
                        client,
                        times,
                        new PerHostLimiter(PerHostLimiter.EACH),
                        DownloadLimits.fromEnvironment(environment)),
                clock,
                pause);
    }

    /** Create a client with the given stall timeout. */
    public static OkHttpClient client(Duration stall) {
        return HttpClient.create(
                new HttpTimes(HttpTimes.USUAL.connect(), HttpTimes.USUAL.headers(), stall),
                Proxies.of(Map.of()));
    }

    public static OkHttpClient client() {
        return client(HttpTimes.USUAL.stall());
    }
}
