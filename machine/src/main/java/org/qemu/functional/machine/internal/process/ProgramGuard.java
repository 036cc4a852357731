package org.qemu.functional.machine.internal.process;

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
 * Kill what the processes of this program have forked when this program ends, even by {@code kill
 * -9}. A shell in a session of its own reads from a pipe of this program, which the kernel closes
 * at the program's end, and then kills all processes with a {@link ProcessMark} of this program.
 *
 * <p>The parent-death signal of {@link ProcessStarter} reaches only the direct children of this
 * program: the kernel clears it in their children.
 */
final class ProgramGuard {
    private static final Log LOG = Log.of("qemu.machine");

    /** A word on the pipe means that there is nothing to kill. */
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

    /** Starts the guard once. Without {@code setsid} on the host, there is no guard. */
    private static final class Started {
        static {
            Optional<Path> setsid = ProcessStarter.onPath("setsid");
            if (setsid.isPresent()) {
                start(setsid.get());
            }
        }

        static void now() {
            // The call initializes the class, which starts the guard.
        }
    }

    /** Record that a process has started. */
    static void begun() {
        RUNNING.incrementAndGet();
        Started.now();
    }

    /** Record that a process has ended and its descendants are gone. */
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
            LOG.warn(
                    "cannot start the process guard; descendants of QEMU may outlive a kill -9 of this program: {}",
                    e.toString());
        }
    }

    private static void dismiss(OutputStream pipe) {
        if (RUNNING.get() > 0) {
            return; // the guard kills them when this program has ended
        }
        try (pipe) {
            pipe.write("done\n".getBytes(UTF_8));
        } catch (IOException e) {
            LOG.debug("the process guard has already exited: {}", e.toString());
        }
    }
}
