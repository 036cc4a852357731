package org.qemu.functional.asset.internal.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.asset.AssetProgram;
import org.qemu.functional.asset.internal.cache.InUseLock;
import org.qemu.functional.files.CacheFolder;

/** Another process that uses an entry or file, and prints {@code held} when it does. */
public final class Holder implements AutoCloseable {
    private final Process process;

    private Holder(List<String> command) throws IOException {
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertThat(process.inputReader().readLine()).isEqualTo("held");
    }

    public static Holder of(String... command) throws IOException {
        return new Holder(List.of(command));
    }

    public static Holder shell(String script, Path file) throws IOException {
        return of("sh", "-c", script, "sh", file.toString());
    }

    public static Holder java(String... args) throws IOException {
        List<String> command = new ArrayList<>(commandOf(Holder.class.getName()));
        command.addAll(List.of(args));
        return new Holder(command);
    }

    static List<String> commandOf(String mainClass) {
        return AssetProgram.command(List.of(), mainClass);
    }

    /**
     * Use an entry as a test does, {@code use <base> <hash>}, or map a file and close it, {@code
     * map <file>}.
     */
    public static void main(String[] args) throws IOException {
        ByteBuffer mapped = ByteBuffer.allocate(0);
        if (args[0].equals("map")) {
            try (FileChannel channel = FileChannel.open(Path.of(args[1]))) {
                mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            }
        } else {
            InUseLock.hold(new CacheFolder(Path.of(args[1])), args[2]);
        }
        System.out.println("held");
        System.in.read();
        System.out.println(mapped); // prevents that it is unmapped earlier
    }

    public Path proc() {
        return Path.of("/proc", Long.toString(process.pid()));
    }

    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
