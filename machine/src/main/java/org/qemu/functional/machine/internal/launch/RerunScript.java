package org.qemu.functional.machine.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.qemu.functional.logging.Log;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.text.SafeText;
import org.qemu.functional.text.ShellQuoting;

/**
 * Write a shell script that starts QEMU as the test did, with the main console on the terminal and
 * a monitor at a socket. The script can also run the test again, which recreates the files that
 * were deleted with its scratch folder.
 */
public final class RerunScript {
    private static final String LEFT_OUT =
            "# The passwords in URLs were removed: replace each *** by the password.\n";

    private static final Log LOG = Log.of("qemu.machine");

    private final MachineConfig config;
    private volatile Optional<Path> written = Optional.empty();

    RerunScript(MachineConfig config) {
        this.config = config;
    }

    /**
     * Write the script with the machine's current arguments.
     *
     * @return the script's path; empty if it cannot be written, for example because the disk is
     *     full
     */
    public Optional<Path> write() {
        Path file = config.logs().rerunScript();
        try {
            write(file);
            written = Optional.of(file);
        } catch (IOException e) {
            LOG.warn("cannot write '{}': {}", file, e.getMessage());
            written = Optional.empty();
        }
        return written;
    }

    /** Return the path of the last script written. */
    Optional<Path> written() {
        return written;
    }

    private void write(Path file) throws IOException {
        String text = text();
        String safe = SafeText.withoutPasswords(text);
        Files.writeString(
                file, safe.equals(text) ? text : safe.replaceFirst("\n", "\n" + LEFT_OUT));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String text() {
        String test =
                config.testCommand()
                        .map(command -> "exec env " + command)
                        .orElse("echo 'the command that runs the test is unknown' >&2; exit 1");
        return """
               #!/bin/sh
               # Starts the QEMU of VM '%1$s' as its test did, the first console on this terminal and a monitor at
               # a socket whose path is printed (try: java -jar qemu-functional-tests.jar --qmp SOCKET).
               # With the word 'test' it runs the whole test again instead.
               set -eu
               %2$s
               test_again() {
                   %3$s
               }
               if [ "${1-}" = test ]; then
                   test_again
               fi
               for file in %4$s; do
                   if [ ! -e "$file" ]; then
                       echo "'$file' went with the scratch folder of the test; running the test to recreate it" >&2
                       (QEMU_TEST_KEEP_SCRATCH=1; export QEMU_TEST_KEEP_SCRATCH; test_again) >&2 || true
                       break
                   fi
               done
               folder=$(mktemp -d "${TMPDIR:-/tmp}/qemu-monitor-XXXXXX")
               trap 'rm -rf "$folder"' EXIT
               monitor=$folder/qmp
               echo "monitor: $monitor" >&2
               %5$s
               """
                .formatted(config.name(), environment(), test, scratchFiles(), command());
    }

    private String environment() {
        Map<String, String> all = new TreeMap<>(config.environment());
        for (String inherited : List.of("QEMU_MODULE_DIR", "QEMU_AUDIO_DRV", "LC_ALL")) {
            String value = HarnessSettings.current().environment().get(inherited);
            if (value != null) {
                all.putIfAbsent(inherited, value);
            }
        }
        return all.entrySet().stream()
                .map(
                        e ->
                                "export %s=%s"
                                        .formatted(
                                                e.getKey(),
                                                ShellQuoting.quoteIfNeeded(e.getValue())))
                .collect(
                        Collectors.joining(
                                "\n", "cd " + quote(Path.of("").toAbsolutePath()) + "\n", ""));
    }

    /** Return the files of the test's scratch folder that the command names. */
    private String scratchFiles() {
        String scratch = config.logs().folder().resolve("scratch").toAbsolutePath().toString();
        return config.command().stream()
                .flatMap(word -> List.of(word.split("[=,:]", -1)).stream())
                .filter(part -> part.startsWith(scratch))
                .distinct()
                .map(ShellQuoting::quoteIfNeeded)
                .collect(Collectors.joining(" "));
    }

    private String command() {
        UnaryOperator<String> console =
                name ->
                        name.equals(Consoles.MAIN)
                                ? "stdio,id=console,signal=off"
                                : "null,id=" + Consoles.id(name);
        List<String> command =
                config.command(
                        config.hasMonitor()
                                ? "socket,id=mon,server=on,wait=off,path=$monitor"
                                : null,
                        console);
        return command.stream()
                .map(
                        word ->
                                word.endsWith("path=$monitor")
                                        ? '"' + word + '"'
                                        : ShellQuoting.quoteIfNeeded(word))
                .collect(Collectors.joining(" "));
    }

    private static String quote(Path path) {
        return ShellQuoting.quoteIfNeeded(path.toString());
    }
}
