package org.qemu.functional.asset;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Writes how fetches go on as lines, each in one piece whatever other threads write. */
record ProgressLines(PrintStream out) implements FetchListener {
    private static final int KILO = 1000;

    @Override
    public void started(Asset asset, String url, long size) {
        out.println("fetching %s (%s)".formatted(url, readable(size)));
    }

    @Override
    public void retrying(Asset asset, String reason, Duration pause) {
        out.println("retrying %s in %d s: %s".formatted(asset.url(), pause.toSeconds(), reason));
    }

    void finished(Asset asset, boolean fetched) {
        out.println("ok %s%s".formatted(asset.url(), fetched ? "" : " (in the cache)"));
    }

    void failed(Asset asset, RuntimeException e) {
        String kind = e instanceof AssetUnavailableException ? "unavailable" : "failed";
        out.println("%s %s: %s".formatted(kind, asset.url(), e.getMessage()));
    }

    /** Returns a size in units of a thousand, as {@code "12.3 MB"}. */
    static String readable(long size) {
        if (size < 0) {
            return "size unknown";
        }
        if (size < KILO) {
            return size + " B";
        }
        double value = size;
        int unit = -1;
        while (value >= KILO) {
            value /= KILO;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %cB", value, "kMGTPE".charAt(unit));
    }
}
