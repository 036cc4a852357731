package org.qemu.functional.machine.internal.launch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.console.Console;
import org.qemu.functional.machine.ExitStatus;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.internal.process.OutputExcerpt;
import org.qemu.functional.machine.internal.process.QemuProcess;
import org.qemu.functional.qmp.QmpClient;
import org.qemu.functional.qmp.QmpException;

/**
 * Report the state of a machine: the last output of the guest, the monitor and QEMU, the paths of
 * the logs, and the evidence that was gathered. A report does not produce evidence itself.
 */
public final class MachineReport {
    public static final int OUTPUT_LINES = 10;
    private static final int CONSOLE_LINES = 20;
    private static final int TAIL_BYTES = 8192;

    private final MachineConfig config;
    private final QemuProcess process;
    private final @Nullable QmpClient qmp;
    private final Map<String, Console> consoles;
    private final FailureEvidence evidence;

    MachineReport(
            MachineConfig config,
            QemuProcess process,
            @Nullable QmpClient qmp,
            Map<String, Console> consoles,
            FailureEvidence evidence) {
        this.config = config;
        this.process = process;
        this.qmp = qmp;
        this.consoles = consoles;
        this.evidence = evidence;
    }

    /** Return the last output of all sources, the evidence, and QEMU's command line. */
    String text() {
        MachineLogs logs = config.logs();
        StringBuilder text = new StringBuilder();
        consoles.forEach((name, console) -> appendConsole(text, name, console));
        if (qmp != null && !qmp.lastExchange().isEmpty()) {
            appendLog(
                    text,
                    "last lines of the monitor",
                    logs.qmp(),
                    String.join("\n", qmp.lastExchange()));
        }
        appendLog(text, "QEMU's output", logs.output(), logs.outputOfRun());
        text.append(evidence.backtrace());
        text.append("  command: ").append(CommandLine.shell(config.command()));
        evidence.rerunScript().ifPresent(path -> text.append("\n  run it again: ").append(path));
        return text.toString();
    }

    private void appendConsole(StringBuilder text, String name, Console console) {
        String title = name.equals(Consoles.MAIN) ? name : "console '" + name + "'";
        text.append("  %s (%s):\n".formatted(title, config.logs().console(name)))
                .append(OutputExcerpt.quote(console.tail(TAIL_BYTES), CONSOLE_LINES))
                .append('\n');
        console.transcript()
                .failure()
                .ifPresent(e -> text.append("  that log is incomplete: %s\n".formatted(e)));
    }

    private static void appendLog(StringBuilder text, String title, Path log, String content) {
        text.append("  %s (%s):\n".formatted(title, log))
                .append(OutputExcerpt.quote(content, OUTPUT_LINES))
                .append('\n');
    }

    /**
     * Return QEMU's reply to {@code query-status} and {@link #text}: see {@link
     * MachineAccess#describe}.
     */
    String describe(Duration limit) {
        StringBuilder text = new StringBuilder("VM '%s': ".formatted(config.name()));
        ExitStatus exit = process.exit().getNow(null);
        if (exit != null) {
            return text.append("QEMU %s\n%s".formatted(exit, text())).toString();
        }
        if (qmp != null) {
            String picture = config.logs().screendump().toString();
            text.append("query-status: ").append(ask(qmp, "query-status", Map.of(), limit));
            text.append("\n  screendump (%s): ".formatted(picture))
                    .append(ask(qmp, "screendump", Map.of("filename", picture), limit));
        }
        return text.append('\n').append(text()).toString();
    }

    private static String ask(
            QmpClient client, String command, Map<String, ?> arguments, Duration limit) {
        try {
            return client.command(command, arguments, limit).toString();
        } catch (QmpException e) {
            return e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
