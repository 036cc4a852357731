package org.qemu.functional.machine.internal.scheduling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Determine how much memory the host has, and how much of it guests may use: what the kernel
 * reports as available, minus a reserve.
 */
public final class HostMemory {
    private static final long KIB = 1024;

    /** What the JVM and QEMU itself need of the memory of a program, in bytes. */
    private static final long OVERHEAD = 400L << 20;

    private final Path proc;
    private final Path cgroups;

    /** Create an instance that reads from folders like those of this host. */
    public HostMemory(Path proc, Path cgroups) {
        this.proc = proc;
        this.cgroups = cgroups;
    }

    /** Inspect this host, or the container that this program runs in. */
    public static HostMemory ofThisHost() {
        return new HostMemory(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    /**
     * Return three quarters of the memory that is available now, in bytes: {@code MemAvailable} of
     * proc_meminfo(5), but no more than the control group's limit. Return a value without limit if
     * neither can be read.
     */
    public long forGuests() {
        return atMost(reported("MemAvailable:")) / 4 * 3;
    }

    /**
     * Return the bytes for guests of a program that may use only a part of this host: {@link
     * #forGuests()}, but no more than the part without what the JVM and QEMU itself need.
     *
     * @param granted in bytes
     */
    public long forGuests(long granted) {
        return Math.min(forGuests(), Math.max(0, granted - OVERHEAD));
    }

    /**
     * Return the memory of this host, in bytes: {@code MemTotal} of proc_meminfo(5), but no more
     * than the control group's limit. Return a value without limit if neither can be read.
     */
    public long total() {
        return atMost(reported("MemTotal:"));
    }

    private long atMost(long bytes) {
        return LongStream.of(
                        bytes,
                        limit(cgroups.resolve("memory.max")),
                        limit(cgroups.resolve("memory/memory.limit_in_bytes")))
                .min()
                .orElseThrow();
    }

    private long reported(String name) {
        for (String line : lines(proc.resolve("meminfo"))) {
            String[] words = line.split("\\s+", 3);
            if (words[0].equals(name) && words.length == 3) {
                return Long.parseLong(words[1]) * KIB;
            }
        }
        return Long.MAX_VALUE;
    }

    private static long limit(Path file) {
        List<String> lines = lines(file);
        return lines.isEmpty() || lines.get(0).equals("max")
                ? Long.MAX_VALUE
                : Long.parseLong(lines.get(0).strip());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(); // not Linux, or a container that hides the file
        }
    }
}
