package org.qemu.functional.asset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another process, which reports its progress on standard output and does not outlive its test. */
final class ChildProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private ChildProcess(String... command) throws IOException {
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        output = process.inputReader();
    }

    static ChildProcess fetching(Path cache, Asset asset) throws IOException {
        return new ChildProcess(fetchCommand(cache, asset));
    }

    /**
     * Start to fetch without the privilege to ignore permissions, even if this process runs as
     * root.
     */
    static ChildProcess fetchingAsAnybody(Path cache, Asset asset) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isReadable(Path.of("/etc/shadow"))) {
            command.addAll(
                    List.of(
                            "setpriv",
                            "--bounding-set=-dac_override,-dac_read_search",
                            "--inh-caps=-all"));
        }
        command.addAll(List.of(fetchCommand(cache, asset)));
        return new ChildProcess(command.toArray(String[]::new));
    }

    private static String[] fetchCommand(Path cache, Asset asset) {
        List<String> command = AssetProgram.command(List.of(), FetchMain.class.getName());
        command.addAll(List.of(cache.toString(), asset.url(), asset.hash()));
        return command.toArray(String[]::new);
    }

    /** Run a shell script; {@code $1} is the file. */
    static ChildProcess shell(String script, Path file) throws IOException {
        return new ChildProcess("sh", "-c", script, "sh", file.toString());
    }

    /** Wait for a line. */
    void awaitLine(String expected) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
            if (line.equals(expected)) {
                return;
            }
        }
        assertThat(lines).as("output before the process ended").contains(expected);
    }

    /** Wait for a line with the given beginning, and return it. */
    String awaitLineWith(String start) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(start)) {
                return line;
            }
        }
        throw new AssertionError("it ended without a line that begins with '" + start + "'");
    }

    /** Continue a process that waits for a line of input. */
    void answer() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** Kill the process with SIGKILL and wait for its end. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Wait for the end for at most the given time, and return whether the process has ended. */
    boolean await(long time, TimeUnit unit) throws InterruptedException {
        return process.waitFor(time, unit);
    }

    /** Run an action at the end of the process. */
    void atEnd(Runnable action) {
        var unused = process.onExit().thenRun(action);
    }

    int await() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
