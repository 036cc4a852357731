package org.qemu.functional.asset.internal.maintenance.push;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.HttpUrl;
import org.qemu.functional.asset.internal.cache.Sleeper;
import org.qemu.functional.asset.internal.download.http.HttpClient;
import org.qemu.functional.asset.internal.download.http.HttpUpload;
import org.qemu.functional.asset.internal.download.http.Proxies;
import org.qemu.functional.asset.internal.download.http.UploadAnswer;
import org.qemu.functional.asset.internal.download.http.UploadHeaders;
import org.qemu.functional.asset.internal.maintenance.transport.ArchivedEntry;
import org.qemu.functional.asset.internal.maintenance.transport.EntryListener;
import org.qemu.functional.text.SafeText;

/** A server that accepts PUT. */
final class HttpPush implements PushTarget {
    private static final String HASH = "{hash}";

    /** Simultaneous uploads: enough for small files, and not too much for a server. */
    private static final int THREADS = 8;

    private final String template;
    private final HttpUpload upload;

    private HttpPush(String template, HttpUpload upload) {
        this.template = template;
        this.upload = upload;
    }

    static HttpPush of(String template, Map<String, String> environment) {
        return of(
                template,
                new HttpUpload(
                        HttpClient.create(HttpUpload.TIMES, Proxies.of(environment)),
                        HttpUpload.TIMES,
                        UploadHeaders.fromEnvironment(environment),
                        Clock.systemUTC(),
                        Sleeper.REAL));
    }

    static HttpPush of(String template, HttpUpload upload) {
        if (!template.contains(HASH) || HttpUrl.parse(template.replace(HASH, "0")) == null) {
            throw new IllegalArgumentException(
                    "'%s' is not a URL with %s, such as https://cache.example.org/assets/%s"
                            .formatted(SafeText.line(template), HASH, HASH));
        }
        return new HttpPush(template, upload);
    }

    @Override
    public void send(
            Path download, List<ArchivedEntry> entries, EntryListener listener, PushReport report)
            throws InterruptedException {
        ExecutorService threads =
                Executors.newFixedThreadPool(
                        THREADS,
                        task -> {
                            Thread thread = new Thread(task, "push");
                            thread.setDaemon(true);
                            return thread;
                        });
        AtomicReference<UploadAnswer> end = new AtomicReference<>();
        try {
            List<Future<?>> all = new ArrayList<>();
            for (ArchivedEntry entry : entries) {
                all.add(
                        threads.submit(
                                () -> {
                                    send(
                                            download.resolve(entry.hash()),
                                            entry,
                                            listener,
                                            report,
                                            end);
                                    return null;
                                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * Send one entry.
     *
     * @param end the answer after which no other entry has a chance; empty as long as there is none
     */
    private void send(
            Path file,
            ArchivedEntry entry,
            EntryListener listener,
            PushReport report,
            AtomicReference<UploadAnswer> end)
            throws InterruptedException {
        UploadAnswer answer = end.get();
        if (answer == null) {
            synchronized (listener) {
                listener.started(entry);
            }
            HttpUrl url = HttpUrl.get(template.replace(HASH, entry.hash()));
            answer =
                    upload.put(
                            url,
                            file,
                            entry.hash(),
                            bytes -> {
                                synchronized (listener) {
                                    listener.carried(entry, bytes);
                                }
                            });
            synchronized (listener) {
                listener.finished(entry, words(answer));
            }
        }
        switch (answer.outcome()) {
            case SENT -> report.pushed(entry);
            case PRESENT -> report.present(entry);
            case REFUSED, DAMAGED -> report.failed(entry, answer.reason(), false);
            case ALL_REFUSED, UNAVAILABLE -> {
                end.compareAndSet(null, answer);
                report.failed(
                        entry,
                        answer.reason(),
                        answer.outcome() == UploadAnswer.Outcome.UNAVAILABLE);
            }
        }
    }

    private static String words(UploadAnswer answer) {
        return switch (answer.outcome()) {
            case SENT -> "pushed";
            case PRESENT -> "already there";
            default -> answer.reason();
        };
    }
}
