package org.qemu.functional.asset.internal.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.qemu.functional.asset.internal.download.transfer.TransferException.Remedy.NONE;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.asset.internal.download.http.NoProxy;
import org.qemu.functional.asset.internal.download.transfer.ContentCodings;
import org.qemu.functional.asset.internal.download.transfer.ContentRange;
import org.qemu.functional.asset.internal.download.transfer.DownloadRequest;
import org.qemu.functional.asset.internal.download.transfer.TransferException;

/** Checks that twice as much external input takes about twice the time, and no more. */
class DownloadComplexityTest {
    /** Linear growth is 2, quadratic growth is 4. */
    private static final double MOST = 3;

    /** The processor time in ns below which growth cannot be distinguished from noise. */
    private static final long NOISE = 20_000_000;

    @TempDir Path temp;

    @FunctionalInterface
    private interface Work {
        void run(int size) throws Exception;
    }

    @Test
    void readsInLinearTime() throws Exception {
        Map<String, Work> all = new TreeMap<>();
        all.put("apt: lines", n -> apt("a.list", "deb [a=b] http://h/d s c # x\n".repeat(n)));
        all.put("apt: blanks", n -> apt("a.list", "deb" + " ".repeat(10 * n) + "\n"));
        all.put("apt: option", n -> apt("a.list", "deb [" + "a ".repeat(10 * n) + "\n"));
        all.put("apt: comments", n -> apt("a.list", "#".repeat(10 * n) + "\n"));
        all.put(
                "apt: stanzas",
                n -> apt("a.sources", "Types: deb\nURIs: http://h/d\nSuites: s\n\n".repeat(n)));
        all.put("apt: field", n -> apt("a.sources", "URIs: x\n" + " http://h/d\n".repeat(n)));
        all.put("mirrors: rules", n -> mirrors("http://h/=http://m/ ".repeat(n)));
        all.put("mirrors: wrong", n -> mirrors("http://h/".repeat(n) + "=".repeat(n)));
        all.put("mirrors: blanks", n -> mirrors(" ".repeat(10 * n) + "x"));
        all.put("no_proxy: names", n -> noProxy("example.org,".repeat(n), "a.example.net"));
        all.put("no_proxy: networks", n -> noProxy("2001:db8::/32,".repeat(n), "[2001::1]"));
        all.put("no_proxy: dots", n -> noProxy(".".repeat(10 * n), "a.example.net"));
        all.put("no_proxy: colons", n -> noProxy(":".repeat(n), "[2001::1]"));
        all.put("codings", n -> ContentCodings.of("gzip,".repeat(n)));
        all.put("range", n -> ContentRange.parse("bytes " + "1".repeat(10 * n) + "-2/3"));
        all.put("message", n -> new TransferException(NONE, "://a:b@".repeat(n)).reason());
        StringBuilder table = new StringBuilder();
        for (Map.Entry<String, Work> each : all.entrySet()) {
            check(each.getKey(), each.getValue(), 10_000, table);
        }
        System.out.println(table);
    }

    private void apt(String name, String text) throws Exception {
        Path folder = Files.createDirectories(temp.resolve("apt/sources.list.d"));
        Files.writeString(folder.resolve(name), text);
        AptSources.uris(temp.resolve("apt"));
        Files.delete(folder.resolve(name));
    }

    private static void mirrors(String value) {
        try {
            Mirrors.parse(value).of(new DownloadRequest("http://h/file", "0".repeat(64)));
        } catch (DownloadException e) {
            assertThat(e).hasMessageContaining("not a rule for a mirror");
        }
    }

    private static void noProxy(String value, String host) {
        assertThat(NoProxy.parse(value).covers(host, 80)).isFalse();
    }

    /** Fail only after three attempts, because the JIT compiler affects the time. */
    private static void check(String name, Work work, int size, StringBuilder table)
            throws Exception {
        work.run(size / 10);
        double ratio = 0;
        for (int i = 0; i < 3; i++) {
            long once = time(work, size);
            long twice = time(work, 2 * size);
            ratio = (double) (twice + NOISE) / (once + NOISE);
            if (ratio < MOST) {
                table.append(
                        String.format(
                                Locale.ROOT,
                                "%-20s %9.1f ms %9.1f ms %5.1f%n",
                                name,
                                once / 1e6,
                                twice / 1e6,
                                (double) twice / once));
                return;
            }
        }
        assertThat(ratio).as(name).isLessThan(MOST);
    }

    private static long time(Work work, int size) throws Exception {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        work.run(size);
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    }
}
