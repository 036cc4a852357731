package org.qemu.functional.machine.internal.launch;

import java.nio.file.Path;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.machine.internal.process.OutputExcerpt;

/** The log files of a machine, all in one folder of the test. */
public final class MachineLogs {
    private final String machine;
    private final Path folder;
    private long outputStart;

    MachineLogs(String machine, Path folder) {
        this.machine = machine;
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /** Return the log of QEMU's standard output and error. */
    public Path output() {
        return folder.resolve(machine + ".log");
    }

    /** Mark the current end of {@link #output()} as the start of a new run. */
    void beginRun() {
        outputStart = OutputExcerpt.size(output());
    }

    /** Return QEMU's output in the current or last run. */
    public String outputOfRun() {
        return OutputExcerpt.read(output(), outputStart);
    }

    /** Return the log of a console by its name. */
    public Path console(String console) {
        return console.equals(Consoles.MAIN)
                ? named("console", ".log")
                : folder.resolve("console-" + machine + "-" + console + ".log");
    }

    /** Return the log of commands, replies and events. */
    public Path qmp() {
        return named("qmp", ".log");
    }

    /** Return the script that starts QEMU again. */
    Path rerunScript() {
        return named("rerun", ".sh");
    }

    /** Return the image file for the screendump of a description. */
    Path screendump() {
        return folder.resolve("timeout-" + machine + ".ppm").toAbsolutePath();
    }

    private Path named(String what, String suffix) {
        return folder.resolve(
                machine.equals(QemuMachine.DEFAULT)
                        ? what + suffix
                        : what + "-" + machine + suffix);
    }
}
