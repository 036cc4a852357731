package org.qemu.functional.asset;

import java.time.Duration;
import org.qemu.functional.asset.internal.progress.HumanReadable;
import org.qemu.functional.asset.internal.progress.Progress;

/** Formats the events of the fetch of an asset as lines of text. */
record ProgressLines(Progress progress, Asset asset) implements TransferListener {
    @Override
    public void started(String url, long size) {
        progress.start(
                asset, name(), size, "fetching %s (%s)".formatted(url, HumanReadable.size(size)));
    }

    @Override
    public void resumed(String url, long there, long size) {
        long left = size < 0 ? -1 : size - there;
        progress.start(
                asset,
                name(),
                left,
                "fetching the rest of %s (%s after %s)"
                        .formatted(url, HumanReadable.size(left), HumanReadable.size(there)));
    }

    @Override
    public void movingOn(String reason) {
        progress.waiting(
                asset,
                name(),
                "trying another URL",
                "trying another URL for %s: %s".formatted(asset.url(), reason));
    }

    @Override
    public void received(long bytes) {
        progress.advance(asset, bytes);
    }

    @Override
    public void retrying(String reason, Duration pause) {
        progress.waiting(
                asset,
                name(),
                "retrying in %d s: %s".formatted(pause.toSeconds(), reason),
                "retrying %s in %d s: %s".formatted(asset.url(), pause.toSeconds(), reason));
    }

    @Override
    public void waiting() {
        progress.waiting(
                asset,
                name(),
                "another process is downloading it",
                "waiting for another process that downloads " + asset.url());
    }

    @Override
    public void checking() {
        progress.waiting(asset, name(), "verifying the cached file", "");
    }

    void finished(boolean fetched) {
        progress.end(asset, "ok %s%s".formatted(asset.url(), fetched ? "" : " (in the cache)"));
    }

    void failed(RuntimeException e) {
        String kind = e instanceof AssetUnavailableException ? "unavailable" : "failed";
        progress.end(asset, "%s %s: %s".formatted(kind, asset.url(), e.getMessage()));
    }

    /** Return the last part of the path, which several assets may share. */
    private String name() {
        String path = asset.url().replaceFirst("[?#].*", "");
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.isEmpty() ? asset.url() : name;
    }
}
