package org.qemu.functional.asset;

import java.time.Duration;
import org.qemu.functional.asset.internal.progress.HumanReadable;
import org.qemu.functional.asset.internal.progress.Progress;

/** Formats the events of fetches as lines of text. */
record ProgressLines(Progress progress) implements FetchListener {
    @Override
    public void started(Asset asset, String url, long size) {
        progress.start(
                asset,
                nameOf(asset),
                size,
                "fetching %s (%s)".formatted(url, HumanReadable.size(size)));
    }

    @Override
    public void resumed(Asset asset, String url, long there, long size) {
        long left = size < 0 ? -1 : size - there;
        progress.start(
                asset,
                nameOf(asset),
                left,
                "fetching the rest of %s (%s after %s)"
                        .formatted(url, HumanReadable.size(left), HumanReadable.size(there)));
    }

    @Override
    public void movingOn(Asset asset, String reason) {
        progress.waiting(
                asset,
                nameOf(asset),
                "trying another URL",
                "trying another URL for %s: %s".formatted(asset.url(), reason));
    }

    @Override
    public void received(Asset asset, long bytes) {
        progress.advance(asset, bytes);
    }

    @Override
    public void retrying(Asset asset, String reason, Duration pause) {
        progress.waiting(
                asset,
                nameOf(asset),
                "retrying in %d s: %s".formatted(pause.toSeconds(), reason),
                "retrying %s in %d s: %s".formatted(asset.url(), pause.toSeconds(), reason));
    }

    @Override
    public void waiting(Asset asset) {
        progress.waiting(
                asset,
                nameOf(asset),
                "another process is downloading it",
                "waiting for another process that downloads " + asset.url());
    }

    @Override
    public void checking(Asset asset) {
        progress.waiting(asset, nameOf(asset), "verifying the cached file", "");
    }

    void finished(Asset asset, boolean fetched) {
        progress.end(asset, "ok %s%s".formatted(asset.url(), fetched ? "" : " (in the cache)"));
    }

    void failed(Asset asset, RuntimeException e) {
        String kind = e instanceof AssetUnavailableException ? "unavailable" : "failed";
        progress.end(asset, "%s %s: %s".formatted(kind, asset.url(), e.getMessage()));
    }

    /** Return the last part of the path, which several assets may share. */
    private static String nameOf(Asset asset) {
        String path = asset.url().replaceFirst("[?#].*", "");
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.isEmpty() ? asset.url() : name;
    }
}
