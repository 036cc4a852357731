package org.qemu.functional.machine.internal.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.qemu.functional.files.ProcessStat;
import org.qemu.functional.settings.TimeoutScale;

/** End the processes that an earlier program has left in its {@link ProcessRecord}. */
public final class RecordedProcesses {
    /** A guest with much memory takes a while to be freed. */
    private static final Duration EXIT = TimeoutScale.scaled(Duration.ofSeconds(30));

    private static final Duration ZOMBIE_CHECK = Duration.ofMillis(100);

    private final List<ProcessMark> marks = new ArrayList<>();
    private final Map<Long, String> startTimes = new LinkedHashMap<>();
    private final Set<Path> logs = new LinkedHashSet<>();
    private final Path file;

    private RecordedProcesses(Path file) {
        this.file = file;
    }

    /**
     * Read the record in a work directory.
     *
     * @return the recorded processes; none if the program has ended them all
     * @throws IOException if the file cannot be read
     */
    public static RecordedProcesses in(Path workDirectory) throws IOException {
        RecordedProcesses found =
                new RecordedProcesses(workDirectory.resolve(ProcessRecord.FILE_NAME));
        if (Files.exists(found.file)) {
            for (String line : Files.readAllLines(found.file, UTF_8)) {
                found.add(line.split("\t", 3));
            }
        }
        return found;
    }

    /** Add a line. The last one may be incomplete, if the program was killed while it wrote it. */
    private void add(String... fields) {
        if (fields.length != 3) {
            return;
        }
        switch (fields[0]) {
            case ProcessRecord.MARK -> {
                marks.add(new ProcessMark(fields[1]));
                logs.add(Path.of(fields[2]));
            }
            case ProcessRecord.PROCESS -> startTimes.put(Long.valueOf(fields[1]), fields[2]);
            default ->
                    throw new IllegalArgumentException(
                            "'%s' has a line that begins with '%s'".formatted(file, fields[0]));
        }
    }

    /** Return the files with QEMU's output, which are kept. */
    public Set<Path> logs() {
        return Set.copyOf(logs);
    }

    /**
     * Kill the processes and all that they have forked, wait until they are gone, and delete the
     * record. A process counts as recorded if it has a recorded mark, or a recorded ID and time of
     * start: an ID alone may belong to another process by now.
     *
     * @return the IDs of the processes that were still running
     * @throws IOException if a process is still running after 30 s, or the record cannot be deleted
     */
    public List<Long> end() throws IOException, InterruptedException {
        Map<Long, CompletableFuture<ProcessHandle>> exits = new LinkedHashMap<>();
        List<ProcessHandle> found = running();
        while (!exits.keySet().containsAll(found.stream().map(ProcessHandle::pid).toList())) {
            for (ProcessHandle process : found) {
                exits.computeIfAbsent(process.pid(), pid -> process.onExit());
                process.destroyForcibly();
            }
            found = running(); // what they forked meanwhile
        }
        for (Map.Entry<Long, CompletableFuture<ProcessHandle>> exit : exits.entrySet()) {
            await(exit.getKey(), exit.getValue());
        }
        Files.deleteIfExists(file);
        return List.copyOf(exits.keySet());
    }

    private List<ProcessHandle> running() {
        List<ProcessHandle> found = new ArrayList<>();
        for (ProcessMark mark : marks) {
            found.addAll(Survivors.find(mark, 0));
        }
        startTimes.forEach(
                (pid, time) ->
                        ProcessHandle.of(pid)
                                .filter(process -> isSame(pid, time))
                                .ifPresent(found::add));
        return found;
    }

    private static boolean isSame(long pid, String startTime) {
        return ProcessStat.of(pid).filter(stat -> stat.startTime().equals(startTime)).isPresent();
    }

    private static void await(long pid, CompletableFuture<ProcessHandle> exit)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + EXIT.toNanos();
        while (!isGone(pid, exit)) {
            if (System.nanoTime() > end) {
                throw new IOException(
                        "process %d of QEMU still runs %d s after it was killed"
                                .formatted(pid, EXIT.toSeconds()));
            }
        }
    }

    /** An ended process whose new parent does not collect its status counts as gone. */
    private static boolean isGone(long pid, CompletableFuture<ProcessHandle> exit)
            throws InterruptedException {
        try {
            exit.get(ZOMBIE_CHECK.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return ProcessStat.of(pid).filter(stat -> !stat.hasEnded()).isEmpty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
