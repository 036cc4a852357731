package org.qemu.functional.machine.internal.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.qemu.functional.files.ProcessStat;
import org.qemu.functional.logging.Log;
import org.qemu.functional.settings.HarnessSettings;

/**
 * The file in which a program that kyua runs records its processes of QEMU, so that the cleanup of
 * the test case, which is a program of its own, finds them. kyua ends a test case by SIGKILL to its
 * process group.
 *
 * <p>The file is in the work directory of the test case, which is empty at first. Each line has
 * fields separated by tabs: {@code mark}, the {@link ProcessMark} and the log, written before the
 * process starts; {@code process}, its ID and the time of its start as in {@code /proc/<pid>/stat},
 * written after that. The file is deleted when no process is left.
 */
public final class ProcessRecord {
    /** The name of the file; the programs that scripts/kyua.py makes look for it, too. */
    public static final String FILE_NAME = "qemu-processes";

    static final String MARK = "mark";
    static final String PROCESS = "process";

    private static final Log LOG = Log.of("qemu.machine");

    /** The variable that kyua and atf-run set, and its value, from libatf's tp_main. */
    private static final String INSIDE = "__RUNNING_INSIDE_ATF_RUN";

    private static final String YES = "internal-yes-value";

    private static final ProcessRecord CURRENT =
            of(HarnessSettings.current().environment(), Path.of(""));

    private final Optional<Path> file;
    private final Set<ProcessMark> running = ConcurrentHashMap.newKeySet();

    private ProcessRecord(Optional<Path> file) {
        this.file = file;
    }

    /** Return the record of this program, which writes nothing unless kyua runs it. */
    static ProcessRecord current() {
        return CURRENT;
    }

    static ProcessRecord of(Map<String, String> environment, Path workDirectory) {
        return new ProcessRecord(
                YES.equals(environment.get(INSIDE))
                        ? Optional.of(workDirectory.toAbsolutePath().resolve(FILE_NAME))
                        : Optional.empty());
    }

    /** Record a process before it starts: its program may be killed while it does. */
    void begun(ProcessMark mark, Path output) {
        if (file.isEmpty()) {
            return;
        }
        running.add(mark);
        append("%s\t%s\t%s\n".formatted(MARK, mark.value(), output.toAbsolutePath()));
    }

    /** Record the identity of a process that has started. */
    void started(long pid) {
        if (file.isPresent()) {
            ProcessStat.of(pid)
                    .ifPresent(
                            stat ->
                                    append(
                                            "%s\t%d\t%s\n"
                                                    .formatted(PROCESS, pid, stat.startTime())));
        }
    }

    /** Record that a process and its descendants have ended, or that it did not start. */
    synchronized void ended(ProcessMark mark) {
        running.remove(mark);
        if (file.isPresent() && running.isEmpty()) {
            try {
                Files.deleteIfExists(file.get());
            } catch (IOException e) {
                warn(e);
            }
        }
    }

    private synchronized void append(String line) {
        if (file.isPresent()) {
            try {
                Files.writeString(
                        file.get(),
                        line,
                        UTF_8,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                warn(e);
            }
        }
    }

    private static void warn(IOException e) {
        LOG.warn(
                "cannot record QEMU's processes for the cleanup of this test case: {}",
                e.toString());
    }
}
