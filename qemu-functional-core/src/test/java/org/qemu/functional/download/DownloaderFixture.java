package org.qemu.functional.download;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import org.qemu.functional.cache.Pause;

/** Makes downloaders of which tests have parts in their hands. */
public final class DownloaderFixture {
    private DownloaderFixture() {}

    public static Downloader of(
            Map<String, String> environment,
            Path etcApt,
            Call.Factory client,
            Clock clock,
            Pause pause) {
        return new Downloader(Addresses.of(environment, etcApt), client, clock, pause);
    }

    /** Makes a client that waits only so long for a silent server. */
    public static OkHttpClient client(Duration stall) {
        return HttpClient.create(stall, Proxies.of(Map.of()));
    }

    public static OkHttpClient client() {
        return client(HttpClient.STALL);
    }
}
