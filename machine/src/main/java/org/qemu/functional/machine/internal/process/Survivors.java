package org.qemu.functional.machine.internal.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.logging.Log;

/**
 * Find and kill the descendants that a process has left behind, even those with a session and
 * parent of their own, by the {@link ProcessMark} in {@code /proc/<pid>/environ}.
 *
 * <p>A descendant whose environment was replaced, or that belongs to another user, is not found.
 */
public final class Survivors {
    private static final Log LOG = Log.of("qemu.machine");
    private static final Path PROC = Path.of("/proc");

    /**
     * The maximum number of scans, each of which finds children that were forked during the
     * previous one.
     */
    private static final int ROUNDS = 10;

    private Survivors() {}

    /**
     * Kill all descendants of a process that has ended.
     *
     * @param pid the process ID that it had
     * @return process IDs and names of the killed processes
     */
    public static List<String> end(ProcessMark mark, long pid) {
        Map<Long, String> ended = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<ProcessHandle> found = find(mark, lastPid() < pid ? 0 : pid);
            for (ProcessHandle process : found) {
                ended.putIfAbsent(process.pid(), process.pid() + " (" + name(process) + ")");
                process.destroyForcibly();
            }
            if (found.isEmpty()) {
                break;
            }
        }
        if (!ended.isEmpty()) {
            LOG.warn("killed processes that a process had left behind: {}", ended.values());
        }
        return List.copyOf(ended.values());
    }

    /**
     * Return the process ID that the kernel assigned last. Until the IDs wrap around, children have
     * greater IDs than their parents, and only those need to be scanned.
     */
    private static long lastPid() {
        try {
            String load = Files.readString(PROC.resolve("loadavg")).strip();
            return Long.parseLong(load.substring(load.lastIndexOf(' ') + 1));
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** Return the processes that have a mark and a process ID greater than {@code first}. */
    static List<ProcessHandle> find(ProcessMark mark, long first) {
        List<ProcessHandle> found = new ArrayList<>();
        String @Nullable [] names = PROC.toFile().list();
        for (String name : names == null ? new String[0] : names) {
            if (Character.isDigit(name.charAt(0))
                    && Long.parseLong(name) > first
                    && hasMark(name, mark)) {
                Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(name));
                // The ID may have been reused by now.
                process.filter(p -> hasMark(name, mark)).ifPresent(found::add);
            }
        }
        return found;
    }

    private static boolean hasMark(String pid, ProcessMark mark) {
        try (FileInputStream environment = new FileInputStream("/proc/" + pid + "/environ")) {
            String text = new String(environment.readAllBytes(), ISO_8859_1);
            return text.contains(mark.entry());
        } catch (IOException e) {
            return false; // it has ended, or belongs to another user
        }
    }

    private static String name(ProcessHandle process) {
        try {
            return Files.readString(PROC.resolve(process.pid() + "/comm")).strip();
        } catch (IOException e) {
            return "gone";
        }
    }
}
