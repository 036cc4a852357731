package org.qemu.functional.machine;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.console.Console;
import org.qemu.functional.qmp.QmpClient;

/**
 * Tell under what circumstances something went wrong: the last words of guest, monitor and QEMU,
 * where the whole of them is, a backtrace if QEMU left one behind, and how to see it again.
 */
final class Circumstances {
    static final int OUTPUT_LINES = 10;
    private static final int CONSOLE_LINES = 20;
    private static final int TAIL_BYTES = 8192;

    private final QemuMachine vm;
    private final List<String> command;
    private final QemuProcess process;
    private final @Nullable QmpClient qmp;
    private final Map<String, Console> consoles;
    private @Nullable String backtrace;

    Circumstances(
            QemuMachine vm,
            List<String> command,
            QemuProcess process,
            @Nullable QmpClient qmp,
            Map<String, Console> consoles) {
        this.vm = vm;
        this.command = command;
        this.process = process;
        this.qmp = qmp;
        this.consoles = consoles;
    }

    String tell() {
        StringBuilder text = new StringBuilder();
        consoles.forEach((name, console) -> tellConsole(text, name, console));
        if (qmp != null && !qmp.lastExchange().isEmpty()) {
            section(
                    text,
                    "last of the monitor",
                    vm.qmpLog(),
                    String.join("\n", qmp.lastExchange()));
        }
        section(text, "QEMU's output", vm.outputLog(), vm.output());
        text.append(backtrace());
        text.append("  command: ").append(CommandLine.shell(vm.command()));
        vm.writeRerunScript().ifPresent(path -> text.append("\n  run it again: ").append(path));
        return text.toString();
    }

    private void tellConsole(StringBuilder text, String name, Console console) {
        String title = name.equals(Consoles.MAIN) ? name : "console '" + name + "'";
        text.append("  %s (%s):\n".formatted(title, vm.consoleLog(name)))
                .append(Output.quote(console.tail(TAIL_BYTES), CONSOLE_LINES))
                .append('\n');
        console.transcript()
                .failure()
                .ifPresent(e -> text.append("  that log is cut off: %s\n".formatted(e)));
    }

    private static void section(StringBuilder text, String title, Object log, String content) {
        text.append("  %s (%s):\n".formatted(title, log))
                .append(Output.quote(content, OUTPUT_LINES))
                .append('\n');
    }

    /** The backtrace of a QEMU that a signal ended; asked for once. */
    private synchronized String backtrace() {
        if (backtrace == null) {
            ExitStatus exit = process.exit().getNow(new ExitStatus(0));
            backtrace =
                    exit.signalled() && !process.killedByUs()
                            ? Backtrace.of(command, process, vm.folder())
                            : "";
        }
        return backtrace;
    }
}
