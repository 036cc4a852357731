package org.qemu.functional.kyua.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.qemu.functional.atf.CleanupService;
import org.qemu.functional.machine.internal.process.RecordedProcesses;

/** End the QEMU processes that a test case has left behind, and keep their logs. */
public final class QemuCleanup implements CleanupService {
    /** Create the service. */
    public QemuCleanup() {}

    @Override
    public void cleanUp(Path workDirectory) throws IOException, InterruptedException {
        RecordedProcesses left = RecordedProcesses.in(workDirectory);
        List<Long> ended = left.end();
        if (!ended.isEmpty()) {
            System.err.println("ended processes of QEMU that the test case had left: " + ended);
        }
        left.logs().stream()
                .filter(Files::exists)
                .sorted()
                .forEach(log -> System.err.println("QEMU's output is in " + log));
    }
}
