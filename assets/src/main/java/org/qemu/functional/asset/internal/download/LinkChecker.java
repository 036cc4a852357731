package org.qemu.functional.asset.internal.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.asset.internal.cache.Sleeper;
import org.qemu.functional.asset.internal.download.CheckedLink.State;
import org.qemu.functional.asset.internal.download.http.HttpAccess;
import org.qemu.functional.asset.internal.download.http.HttpClient;
import org.qemu.functional.asset.internal.download.http.HttpTimes;
import org.qemu.functional.asset.internal.download.http.LinkAnswer;
import org.qemu.functional.asset.internal.download.http.LinkProbe;
import org.qemu.functional.asset.internal.download.http.PerHostLimiter;
import org.qemu.functional.asset.internal.download.http.Proxies;
import org.qemu.functional.asset.internal.download.transfer.DownloadLimits;
import org.qemu.functional.asset.internal.download.transfer.DownloadRequest;

/** Check whether the URLs of files still lead to them; where not, whether a mirror has them. */
public final class LinkChecker {
    /** The maximum number of files that are checked at the same time. */
    private static final int THREADS = 32;

    /** The maximum number of simultaneous requests to one server. */
    private static final int EACH = 4;

    private static final HttpTimes TIMES =
            new HttpTimes(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(20));

    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private final UrlResolver addresses;
    private final LinkProbe probe;

    LinkChecker(UrlResolver addresses, LinkProbe probe) {
        this.addresses = addresses;
        this.probe = probe;
    }

    /**
     * Create a checker as configured by the environment.
     *
     * @throws IllegalArgumentException if a variable has an invalid value
     */
    public static LinkChecker fromEnvironment(Map<String, String> environment) {
        return new LinkChecker(
                UrlResolver.fromEnvironment(environment),
                new LinkProbe(
                        new HttpAccess(
                                HttpClient.create(TIMES, Proxies.of(environment)),
                                TIMES,
                                new PerHostLimiter(EACH),
                                DownloadLimits.fromEnvironment(environment)),
                        Clock.systemUTC(),
                        Sleeper.REAL));
    }

    /**
     * Check files in parallel.
     *
     * @param entries the folder of the cache's entries, whose sizes are compared
     * @param download whether to compare the hash of each file, too
     * @param started is called with each URL when its check starts, by one thread at a time
     * @return the results in the order of the files
     * @throws DownloadException if a rule for a mirror is invalid
     */
    public List<CheckedLink> check(
            Collection<DownloadRequest> files,
            Path entries,
            boolean download,
            Consumer<String> started)
            throws DownloadException, InterruptedException {
        ExecutorService threads =
                Executors.newFixedThreadPool(
                        THREADS,
                        task -> {
                            Thread thread = new Thread(task, "check-links");
                            thread.setDaemon(true);
                            return thread;
                        });
        try {
            List<Future<CheckedLink>> results = new ArrayList<>();
            for (DownloadRequest file : files) {
                results.add(
                        threads.submit(
                                () -> {
                                    synchronized (started) {
                                        started.accept(file.url());
                                    }
                                    return check(file, size(entries, file), download);
                                }));
            }
            List<CheckedLink> all = new ArrayList<>();
            for (Future<CheckedLink> result : results) {
                all.add(result.get());
            }
            return all;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DownloadException invalid) {
                throw invalid;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static long size(Path entries, DownloadRequest file) {
        try {
            return Files.size(entries.resolve(file.hash()));
        } catch (IOException e) {
            return -1; // not in the cache
        }
    }

    private CheckedLink check(DownloadRequest file, long size, boolean download)
            throws DownloadException, InterruptedException {
        List<String> own = addresses.ownOf(file.url());
        @Nullable CheckedLink result = null;
        for (String address : own) {
            CheckedLink checked = at(address, file, size, download);
            if (!checked.isLost()) {
                return checked;
            }
            result = result == null ? checked : result;
        }
        for (String mirror : addresses.of(file)) {
            if (!own.contains(mirror) && !at(mirror, file, size, download).isLost()) {
                return (result == null ? noMirror(file) : result).withMirror(mirror);
            }
        }
        return result == null ? noMirror(file) : result;
    }

    private static CheckedLink noMirror(DownloadRequest file) {
        return link(file, State.UNAVAILABLE, "no Debian mirror is known", "");
    }

    private CheckedLink at(String address, DownloadRequest file, long size, boolean download)
            throws InterruptedException {
        String path = AssetUrl.filePath(address);
        if (path != null) {
            return onDisk(Path.of(path), file, download);
        }
        HttpUrl url = HttpUrl.parse(address);
        if (url == null) {
            return link(file, State.REFUSED, "not a valid URL", "");
        }
        LinkAnswer answer = probe.ask(url);
        CheckedLink checked = judge(file, answer, size);
        return download && !checked.isLost() ? hashed(url, file, checked) : checked;
    }

    private static CheckedLink judge(DownloadRequest file, LinkAnswer answer, long size) {
        if (!answer.hasFile()) {
            boolean gone = answer.status() == NOT_FOUND || answer.status() == GONE;
            State state =
                    answer.temporary() ? State.UNAVAILABLE : gone ? State.GONE : State.REFUSED;
            return link(file, state, answer.reason(), answer.movedTo());
        }
        @Nullable String difference = null;
        if (size >= 0 && answer.length() >= 0 && answer.length() != size) {
            difference = "%d bytes; the asset has %d".formatted(answer.length(), size);
        } else if (answer.type().equals("text/html") && !file.url().matches(".*(/|\\.html?)")) {
            difference = "a web page (text/html)";
        }
        if (difference != null) {
            return link(file, State.CHANGED, difference, answer.movedTo());
        }
        return answer.movedTo().isEmpty()
                ? link(file, State.OK, "", "")
                : link(file, State.MOVED, "", answer.movedTo());
    }

    private CheckedLink hashed(HttpUrl url, DownloadRequest file, CheckedLink checked)
            throws InterruptedException {
        try {
            String hash = probe.hash(url, HashAlgorithm.of(file.hash()));
            return hash.equals(file.hash()) ? checked : changed(file, hash, checked.movedTo());
        } catch (IOException e) {
            return link(file, State.UNAVAILABLE, String.valueOf(e.getMessage()), checked.movedTo());
        }
    }

    private static CheckedLink onDisk(Path path, DownloadRequest file, boolean download) {
        if (!Files.isRegularFile(path)) {
            return link(file, State.GONE, "no such file", "");
        }
        try {
            String hash = download ? HashAlgorithm.of(file.hash()).hashOf(path) : file.hash();
            return hash.equals(file.hash())
                    ? link(file, State.OK, "", "")
                    : changed(file, hash, "");
        } catch (IOException e) {
            return link(file, State.REFUSED, String.valueOf(e.getMessage()), "");
        }
    }

    private static CheckedLink changed(DownloadRequest file, String hash, String movedTo) {
        return link(file, State.CHANGED, "has the hash " + hash, movedTo);
    }

    private static CheckedLink link(
            DownloadRequest file, State state, String detail, String movedTo) {
        return new CheckedLink(file.url(), file.hash(), state, detail, movedTo, "");
    }
}
