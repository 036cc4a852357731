package org.qemu.functional.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.qemu.functional.lifecycle.EmergencyExit;
import org.qemu.functional.logging.Log;

/**
 * Ends what the processes of this program have forked when this program is gone, even by {@code
 * kill -9}: a shell in a session of its own waits at a pipe from this program, which the kernel
 * closes at its end, and then kills what bears its {@link ProcessMark}.
 *
 * <p>The parent-death signal of {@link ProcessStarter} reaches only the processes that this program
 * starts itself: the kernel clears it in their children.
 */
final class ProgramGuard {
    private static final Log LOG = Log.of("qemu.machine");

    /** A word on the pipe tells that nothing is left to be ended. */
    private static final String SCRIPT =
            """
            trap '' HUP INT TERM
            read -r word && exit
            for round in 1 2 3 4 5; do
                found=
                for file in $(grep -lsaF -e "$1" /proc/[0-9]*/environ); do
                    pid=${file#/proc/}
                    kill -9 "${pid%/environ}" && found=1
                done
                [ -n "$found" ] || exit
            done
            """;

    private static final AtomicInteger RUNNING = new AtomicInteger();

    private ProgramGuard() {}

    /** Start it once; a host without {@code setsid} has none. */
    private static final class Started {
        static {
            Optional<Path> setsid = ProcessStarter.onPath("setsid");
            if (setsid.isPresent()) {
                start(setsid.get());
            }
        }

        static void now() {
            // The class is initialized by the call.
        }
    }

    /** Note that a process has begun. */
    static void begun() {
        RUNNING.incrementAndGet();
        Started.now();
    }

    /** Note that a process has ended, and that what it had left behind is gone. */
    static void ended() {
        RUNNING.decrementAndGet();
    }

    private static void start(Path setsid) {
        try {
            File nothing = new File("/dev/null");
            Process guard =
                    new ProcessBuilder(
                                    List.of(
                                            setsid.toString(),
                                            "sh",
                                            "-c",
                                            SCRIPT,
                                            "sh",
                                            ProcessMark.ofProgram()))
                            .directory(new File("/"))
                            .redirectOutput(nothing)
                            .redirectError(nothing)
                            .start();
            OutputStream pipe = guard.getOutputStream();
            var unused = EmergencyExit.cleanUp(() -> dismiss(pipe));
        } catch (IOException e) {
            LOG.warn("what QEMU forks may outlive a kill -9 of this program: {}", e.toString());
        }
    }

    private static void dismiss(OutputStream pipe) {
        if (RUNNING.get() > 0) {
            return; // it looks for them when this program is gone
        }
        try (pipe) {
            pipe.write("done\n".getBytes(UTF_8));
        } catch (IOException e) {
            LOG.debug("the guard of this program is gone: {}", e.toString());
        }
    }
}
