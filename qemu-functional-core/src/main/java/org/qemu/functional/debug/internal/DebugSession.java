package org.qemu.functional.debug.internal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.qemu.functional.console.Console;
import org.qemu.functional.lifecycle.Closer;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;

/**
 * Let a user inspect the machines of one test. The necessary arguments are added before a machine's
 * launch; output starts after it.
 */
public final class DebugSession implements AutoCloseable {
    private final DebugOptions options;
    private final PrintStream out;

    /**
     * An attached terminal needs the unmodified output of a console, unlike a reader of messages.
     */
    private final OutputStream terminal;

    private final List<QemuMachine> machines = new ArrayList<>();
    private final Closer closer = new Closer();

    private DebugSession(DebugOptions options, PrintStream out, OutputStream terminal) {
        this.terminal = terminal;
        this.options = options;
        this.out = out;
    }

    /** Create a session for this program's options. */
    public static DebugSession of(DebugOptions options) {
        return new DebugSession(options, System.err, new FileOutputStream(FileDescriptor.err));
    }

    /**
     * Prepare a machine that is not launched yet.
     *
     * @param sockets returns the folder for sockets
     */
    public void watch(QemuMachine vm, Path sockets) {
        machines.add(vm);
        if (options.pauseOnFailure()) {
            vm.addArgs("-chardev", server("pause-qmp", socket(sockets, "qmp", vm)));
            vm.addArgs("-mon", "chardev=pause-qmp,mode=control");
            vm.addArgs("-chardev", server("pause-hmp", socket(sockets, "monitor", vm)));
            vm.addArgs("-mon", "chardev=pause-hmp,mode=readline");
        }
        if (options.trace() || options.console()) {
            MachineAccess.of(vm).afterLaunch(() -> show(vm));
        }
    }

    private static String server(String id, Path socket) {
        return "socket,id=%s,server=on,wait=off,path=%s".formatted(id, socket);
    }

    private static Path socket(Path sockets, String what, QemuMachine vm) {
        return sockets.resolve(what + "-" + vm.name());
    }

    private void show(QemuMachine vm) {
        boolean attach = options.console() && vm.name().equals(QemuMachine.DEFAULT);
        for (Map.Entry<String, Console> console : MachineAccess.of(vm).consoles().entrySet()) {
            if (attach) {
                attach(console.getValue());
                attach = false;
            } else if (options.trace()) {
                console.getValue()
                        .addListener(new LinePrinter(out, vm.name() + "/" + console.getKey()));
            }
        }
    }

    private void attach(Console console) {
        closer.register(TerminalMode.perKey());
        out.println("[console attached; Ctrl-C ends the test program]");
        // Attach the input first: the terminal can answer the guest's output immediately.
        terminalInput().attach(console);
        closer.register(() -> terminalInput().attach(null));
        terminalInput().listen();
        console.addListener((bytes, length) -> write(bytes, length));
    }

    private void write(byte[] bytes, int length) {
        out.flush();
        try {
            terminal.write(bytes, 0, length);
        } catch (IOException e) {
            // The terminal was closed.
        }
    }

    private static final class Input {
        static final TerminalInput KEYBOARD = new TerminalInput(System.in);
    }

    private static TerminalInput terminalInput() {
        return Input.KEYBOARD;
    }

    /** Keep the machines running until the user continues, if requested. */
    public void pauseAfter(Throwable failure, String test, Path sockets) {
        if (!options.pauseOnFailure() || machines.stream().noneMatch(QemuMachine::isRunning)) {
            return;
        }
        out.printf("%n=== %s failed: %s%n", test, firstLine(failure));
        Closer servers = new Closer();
        try {
            offerAll(sockets, servers);
            out.println(
                    options.console()
                            ? "=== its machines are still running; press Ctrl-] on the console to continue"
                            : "=== its machines are still running; press Enter to continue");
            out.flush();
            terminalInput().listen();
            terminalInput().awaitContinue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            out.println("=== cannot pause: " + e);
        } finally {
            close(servers);
        }
    }

    private void close(Closer servers) {
        try {
            servers.closeAll();
        } catch (Exception e) {
            out.println("=== " + e);
        }
    }

    private void offerAll(Path sockets, Closer servers) throws IOException {
        for (QemuMachine vm : machines) {
            if (vm.isRunning()) {
                offer(vm, sockets, servers);
            }
        }
    }

    private void offer(QemuMachine vm, Path sockets, Closer servers) throws IOException {
        out.printf(
                "=== VM '%s', process %d, logs in %s%n",
                vm.name(), vm.pid(), vm.outputLog().getParent());
        for (Map.Entry<String, Console> console : MachineAccess.of(vm).consoles().entrySet()) {
            Path socket = sockets.resolve(console.getKey() + "-" + vm.name());
            servers.register(ConsoleServer.listen(console.getValue(), socket));
            out.printf(
                    "    %s: socat -,rawer,escape=0x1d UNIX-CONNECT:%s%n",
                    console.getKey(), socket);
        }
        out.printf(
                "    monitor: socat -,rawer,escape=0x1d UNIX-CONNECT:%s%n",
                socket(sockets, "monitor", vm));
        out.printf(
                "    QMP: java -jar qemu-functional-tests.jar --qmp %s%n",
                socket(sockets, "qmp", vm));
        Path gdb = socket(sockets, "gdb", vm);
        String answer = vm.hmp("gdbserver unix:path=%s,server=on,wait=off".formatted(gdb));
        out.printf("    gdb: target remote %s%n", gdb);
        if (!answer.isBlank()) {
            out.println("      QEMU says: " + answer.strip());
        }
    }

    private static String firstLine(Throwable failure) {
        return failure.toString().lines().findFirst().orElse("");
    }

    /** Restore the terminal. */
    @Override
    public void close() {
        close(closer);
    }
}
