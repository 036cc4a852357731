package org.qemu.functional.guest.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.qemu.functional.console.Console;
import org.qemu.functional.console.Transcript;

/** The host's shell on a console that echoes and to which a kernel writes. */
final class ConsolePeer {
    /** A column behind the mark, within the number or the data of a line. */
    private static final int SPOILT_COLUMN = 19;

    /** The number of bytes per write; character by character, 30 kB take minutes on a busy host. */
    private static final int AT_ONCE = 4096;

    private static final String CONTROL_C = "\u0003";

    private final SocketEnds ends;
    private final Console console;
    private final AtomicInteger noise = new AtomicInteger();
    private volatile int spoilt;
    private volatile Process shell;
    private volatile boolean quoting;
    private volatile Runnable deaf;

    ConsolePeer(Path folder) throws IOException {
        ends = SocketEnds.open();
        console =
                Console.open(
                        ends.host(), Transcript.to(folder.resolve("console.log")), Thread::new);
        boot();
        pump(this::typed);
    }

    Console console() {
        return console;
    }

    private interface Pump {
        void run() throws IOException;
    }

    private static void pump(Pump pump) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                pump.run();
                            } catch (IOException e) {
                                // The test or the shell has ended.
                            }
                        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Start a new shell. */
    void boot() throws IOException {
        // The shell is the leader of a process group, because setsid(1) keeps its pid: all its
        // processes end together.
        Process booted = new ProcessBuilder("setsid", "sh").redirectErrorStream(true).start();
        shell = booted;
        deaf = null;
        pump(() -> said(booted.getInputStream()));
    }

    /** Ignore further input, and run the action for each input. */
    void ignoreKeys(Runnable action) {
        deaf = action;
    }

    /** Let the kernel write into the given number of data lines. */
    void spoil(int lines) {
        noise.set(lines);
    }

    /**
     * Let the kernel write into one of the given number of lines each, regardless of their content.
     */
    void spoilOneOf(int lines) {
        spoilt = lines;
    }

    /** Return the number of lines that are still to be corrupted. */
    int unspoilt() {
        return noise.get();
    }

    /** Echo the input, as a terminal does. */
    private void typed() throws IOException {
        InputStream keys = Channels.newInputStream(ends.guest());
        byte[] block = new byte[AT_ONCE];
        int count;
        while ((count = keys.read(block)) >= 0) {
            Runnable ignored = deaf;
            if (ignored != null) {
                ignored.run();
                continue;
            }
            String typed = new String(block, 0, count, UTF_8);
            say(typed.replace("\r", "\r\n"));
            // A terminal's shell discards its input at Ctrl-C; a pipe has no such key.
            boolean forgets = quoting && typed.contains(CONTROL_C);
            quoting &= !forgets;
            type(typed.replace("\r", "\n").replace(CONTROL_C, forgets ? "'\n" : ""));
        }
    }

    /** Send characters to the shell that were typed before. */
    void beginQuotation() {
        quoting = true;
        type("'lost");
    }

    private void type(String keys) {
        try {
            OutputStream input = shell.getOutputStream();
            input.write(keys.getBytes(UTF_8));
            input.flush();
        } catch (IOException e) {
            // The shell has ended: its input is lost, and the next shell gets further input.
        }
    }

    /** Send the output of the shell, with a kernel message in some of its lines. */
    private void said(InputStream output) throws IOException {
        StringBuilder text = new StringBuilder();
        int next;
        int lines = 0;
        int column = 0;
        while ((next = output.read()) >= 0) {
            lines += next == '\n' ? 1 : 0;
            column = next == '\n' ? 0 : column + 1;
            if (spoilt > 0 && lines % spoilt == 0 && column == SPOILT_COLUMN) {
                text.append("[   12.345678] usb 1-1: new device\r\n");
            }
            if (next == '=' && noise.get() > 0 && noise.decrementAndGet() >= 0) {
                text.append("=[   12.345678] usb 1-1: new device\r\n");
            } else {
                text.append(next == '\n' ? "\r\n" : Character.toString(next));
            }
            if (text.length() >= AT_ONCE || output.available() == 0) {
                say(text.toString());
                text.setLength(0);
            }
        }
    }

    synchronized void say(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
        while (bytes.hasRemaining()) {
            ends.guest().write(bytes);
        }
    }

    /** Kill the shell and all its processes at once, including those that it is starting. */
    void endShell() throws IOException, InterruptedException {
        // A shell that has not yet called setsid(2) has no group and runs no commands.
        int unused =
                new ProcessBuilder("sh", "-c", "kill -9 -" + shell.pid())
                        .redirectErrorStream(true)
                        .start()
                        .waitFor();
        unused = shell.destroyForcibly().waitFor();
    }

    void close() throws Exception {
        endShell();
        ends.guest().close();
        console.close();
    }
}
