package org.qemu.functional.gdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.qemu.functional.logging.Log;
import org.qemu.functional.settings.TimeoutScale;

/**
 * Control the {@code gdb} debugger through its machine interface, version 2 ("GDB/MI" in its
 * manual). Use it for what requires gdb, such as symbols. {@link GdbRemote} connects to QEMU
 * without gdb.
 */
public final class GdbProgram implements AutoCloseable {
    /** The default time limit for a command. */
    public static final Duration TIMEOUT = Duration.ofSeconds(32);

    private static final Log LOG = Log.of("qemu.gdb");
    private static final String END = "";
    private static final Pattern RESULT = Pattern.compile("(\\d*)\\^(\\w+)(?:,(.*))?");
    private static final Pattern MESSAGE = Pattern.compile("msg=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]+");
    private static final Duration EXIT = Duration.ofSeconds(10);

    private final Process process;
    private final Duration exit;
    private final Writer out;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private int token;

    private GdbProgram(Process process, Duration exit) {
        this.process = process;
        this.exit = exit;
        out = new OutputStreamWriter(process.getOutputStream(), UTF_8);
        Thread reader = new Thread(this::read, "gdb");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Start gdb without reading any {@code .gdbinit}.
     *
     * @throws GdbException if it cannot be started
     */
    public static GdbProgram start(Path gdb) {
        return start(gdb, EXIT);
    }

    /** Start gdb, which {@link #close} kills if it does not exit in that time. */
    static GdbProgram start(Path gdb, Duration exit) {
        List<String> command = List.of(gdb.toString(), "--quiet", "--nx", "--interpreter=mi2");
        try {
            return new GdbProgram(
                    new ProcessBuilder(command).redirectErrorStream(true).start(), exit);
        } catch (IOException e) {
            throw new GdbException("cannot start '%s': %s".formatted(gdb, e.getMessage()), e);
        }
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                LOG.debug("<-- {}", line);
                lines.add(line + "\n");
            }
        } catch (IOException e) {
            LOG.debug("cannot read gdb's output", e);
        }
        lines.add(END);
    }

    /**
     * Execute a command as a user would type it, and return gdb's output for the user.
     *
     * @throws GdbException if gdb reports an error, does not answer within {@link #TIMEOUT}, or
     *     exits
     */
    public String cli(String command) {
        return cli(command, TIMEOUT);
    }

    /** Execute a command with its own time limit: see {@link #cli(String)}. */
    public String cli(String command, Duration timeout) {
        token++;
        send("%d-interpreter-exec console %s".formatted(token, quoted(command)));
        long deadline = System.nanoTime() + TimeoutScale.scaled(timeout).toNanos();
        StringBuilder console = new StringBuilder();
        while (true) {
            String line = next(command, deadline).strip();
            if (line.startsWith("~")) {
                console.append(unquoted(line.substring(1)));
            }
            Matcher result = RESULT.matcher(line);
            if (result.matches() && result.group(1).equals(Integer.toString(token))) {
                if (result.group(2).equals("error")) {
                    throw new GdbException("gdb: '%s': %s".formatted(command, message(line)));
                }
                return console.toString();
            }
        }
    }

    /**
     * Execute a command and return the first address in its output, as for {@code print $pc}.
     *
     * @throws GdbException if there is none, or for the reasons of {@link #cli(String)}
     */
    public long address(String command) {
        String text = cli(command);
        Matcher address = ADDRESS.matcher(text);
        if (!address.find()) {
            throw new GdbException("gdb: '%s': no address in '%s'".formatted(command, text));
        }
        return Long.parseUnsignedLong(address.group().substring(2), 16);
    }

    private static String message(String line) {
        Matcher message = MESSAGE.matcher(line);
        return message.find() ? unquoted('"' + message.group(1) + '"') : line;
    }

    private String next(String command, long deadline) {
        try {
            String line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new GdbException("gdb: '%s': no answer in time".formatted(command));
            }
            if (line.equals(END)) {
                lines.add(END);
                throw new GdbException("gdb: '%s': gdb has ended".formatted(command));
            }
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GdbException("gdb: '%s': interrupted".formatted(command), e);
        }
    }

    private void send(String line) {
        LOG.debug("--> {}", line);
        try {
            out.write(line + "\n");
            out.flush();
        } catch (IOException e) {
            throw new GdbException("gdb has ended", e);
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Decode a C string, the format of text in MI. */
    private static String unquoted(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                c =
                        switch (text.charAt(i)) {
                            case 'n' -> '\n';
                            case 't' -> '\t';
                            default -> text.charAt(i);
                        };
            }
            plain.append(c);
        }
        return plain.toString();
    }

    /** End gdb; kill it if it does not exit by itself. */
    @Override
    public void close() {
        try {
            out.write("-gdb-exit\n");
            out.close();
        } catch (IOException e) {
            LOG.debug("gdb has already exited", e);
        }
        try {
            if (!process.waitFor(exit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
