package org.qemu.functional.machine.daemon;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a daemon is given by its test.
 *
 * @param name its name in the test
 * @param program the path of its program
 * @param logs the folder for its logs
 * @param state a folder for its files, which is deleted at the end of the test
 * @param socket the path of the socket that it serves
 * @param limits its time limits
 * @param deaths is called by another thread when the daemon has died, with what creates the error
 */
record DaemonConfig(
        String name,
        Path program,
        Path logs,
        Path state,
        Path socket,
        DaemonLimits limits,
        Consumer<Supplier<DaemonDiedError>> deaths) {
    /** Return the log of standard output and standard error. */
    Path log() {
        return logs.resolve(name + ".log");
    }

    /** Return the log of the monitor. */
    Path qmpLog() {
        return logs.resolve("qmp-" + name + ".log");
    }

    /** Return the daemon for messages: {@code qemu-nbd 'disk'}. */
    String title() {
        return "%s '%s'".formatted(program.getFileName(), name);
    }
}
