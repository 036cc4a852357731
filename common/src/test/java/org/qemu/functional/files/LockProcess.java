package org.qemu.functional.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another process that locks files on request, by {@link LockMain}. */
final class LockProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private LockProcess(List<String> command) throws IOException {
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        output = process.inputReader();
    }

    /** Start the process with a command that changes its privileges. */
    static LockProcess start(String... wrapper) throws IOException {
        List<String> command = new ArrayList<>(List.of(wrapper));
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockMain.class.getName()));
        return new LockProcess(command);
    }

    /** Return {@code held}, {@code none} or the name of an exception. */
    String tryLock(LockMode mode, Path file, long position) throws IOException {
        say("try", mode, file, position);
        return answer();
    }

    /** Start to wait for a lock; {@link #answer} is {@code held} when it is granted. */
    void lock(LockMode mode, Path file, long position) throws IOException {
        say("lock", mode, file, position);
    }

    String unlock(Path file, long position) throws IOException {
        say("close", LockMode.SHARED, file, position);
        return answer();
    }

    String answer() throws IOException {
        return output.readLine();
    }

    private void say(String what, LockMode mode, Path file, long position) throws IOException {
        String line = "%s %s %s %d\n".formatted(what, mode, file, position);
        process.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
