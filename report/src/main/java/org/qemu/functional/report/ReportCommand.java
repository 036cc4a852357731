package org.qemu.functional.report;

import java.io.IOException;
import org.qemu.functional.text.SafeText;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The program: makes reports of test runs, merges them, and answers questions about the history.
 */
@Command(
        name = "qemu-functional-report",
        description = "Makes reports of test runs of virtual machines.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            WriteCommand.class,
            MergeCommand.class,
            WatchCommand.class,
            HistoryCommand.class,
            FlakyCommand.class
        })
public final class ReportCommand {
    /** The exit status of a wrong usage. */
    private static final int USAGE = 2;

    private ReportCommand() {}

    /**
     * Run the program, and exit with 0 if it did what it was asked to, 1 if it could not, 2 after
     * wrong usage.
     */
    public static void main(String... arguments) {
        System.setProperty("java.awt.headless", "true");
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new ReportCommand())
                // The last one counts: make passes options that users may replace.
                .setOverwrittenOptionsAllowed(true)
                .setExecutionExceptionHandler(
                        (thrown, command, result) -> {
                            if (thrown instanceof IOException
                                    || thrown instanceof IllegalArgumentException) {
                                System.err.println(
                                        "error: "
                                                + SafeText.line(
                                                        String.valueOf(thrown.getMessage())));
                                return 1;
                            }
                            throw thrown;
                        })
                .setExitCodeExceptionMapper(thrown -> USAGE)
                .execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
    }
}
