package org.qemu.functional.trace.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The load and the memory of this host, as Linux shows them in {@code /proc}; see proc(5). */
public final class HostSampler {
    private static final int MAX_FILE = 4096;
    private static final int CPUS = Runtime.getRuntime().availableProcessors();

    private HostSampler() {}

    /**
     * Add the load of this host to the traces of all tests that take longer than a second, about
     * each two seconds.
     *
     * @param thread a thread that has time for it
     */
    public static void sampleOn(ScheduledExecutorService thread) {
        var unused =
                thread.scheduleAtFixedRate(
                        TestTrace::sampleHosts, 1000, 2000, TimeUnit.MILLISECONDS);
    }

    /** Return the fields of a line; without those that this host does not have. */
    static JsonFields now() {
        JsonFields fields = new JsonFields();
        String load = read("/proc/loadavg");
        int end = load.indexOf(' ');
        if (end > 0) {
            fields.json("load", load.substring(0, end));
        }
        String memory = read("/proc/meminfo");
        putKibibytes(fields, "memoryAvailable", memory, "MemAvailable:");
        putKibibytes(fields, "memoryTotal", memory, "MemTotal:");
        return fields.put("cpus", CPUS);
    }

    static String name() {
        return read("/proc/sys/kernel/hostname").trim();
    }

    private static void putKibibytes(JsonFields fields, String name, String text, String key) {
        int at = text.indexOf(key);
        if (at < 0) {
            return;
        }
        long number = 0;
        for (int i = at + key.length(); i < text.length() && text.charAt(i) != 'k'; i++) {
            char c = text.charAt(i);
            number = c >= '0' && c <= '9' ? number * 10 + c - '0' : number;
        }
        fields.put(name, number * 1024);
    }

    private static String read(String file) {
        try (FileInputStream in = new FileInputStream(file)) {
            byte[] bytes = new byte[MAX_FILE];
            int length = in.read(bytes);
            return new String(bytes, 0, Math.max(0, length), ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
