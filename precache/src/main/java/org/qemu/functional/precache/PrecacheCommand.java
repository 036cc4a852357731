package org.qemu.functional.precache;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import org.qemu.functional.asset.internal.maintenance.MaintenanceErrors;
import org.qemu.functional.asset.internal.maintenance.transport.CacheRefusedException;
import org.qemu.functional.suite.internal.ExitCode;
import org.qemu.functional.suite.internal.Version;
import org.qemu.functional.text.SafeOutput;
import org.qemu.functional.units.DurationParser;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.TypeConversionException;

/** Fills, verifies and cleans the asset cache that the tests of this project share with QEMU's. */
@Command(
        name = "precache",
        description = "Fills, checks and clears the asset cache of the functional tests.",
        mixinStandardHelpOptions = true,
        subcommands = {
            FetchCommand.class,
            ListCommand.class,
            VerifyCommand.class,
            EvictCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            PushCommand.class,
            StatsCommand.class,
            CheckLinksCommand.class,
            GenerateCompletion.class
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:success",
            "1:an asset is permanently unavailable or damaged, or a file is inaccessible",
            "2:wrong usage, or no such class or suite",
            "75:an asset is temporarily unavailable"
        })
public final class PrecacheCommand {
    /**
     * The status that a shell reports for a program killed by SIGPIPE: 128 plus the signal number.
     */
    private static final int SIGPIPE = 128 + 13;

    private PrecacheCommand() {}

    /** Run the command and exit with its status. */
    public static void main(String[] args) {
        SafeOutput out = SafeOutput.standardOutput();
        SafeOutput err =
                SafeOutput.standardError().whenReaderLeaves(PrecacheCommand::exitLikeSigpipe);
        System.setOut(out.print());
        System.setErr(err.print());
        int status = commandLine().execute(args);
        System.out.flush();
        System.err.flush();
        // Otherwise a full disk behind standard output would go unnoticed. A reader that has closed
        // a pipe has read everything that it wanted.
        if (out.failure().isPresent() && !out.isReaderGone()) {
            System.err.println("error: cannot write to standard output: " + out.failure().get());
            System.err.flush();
            status = status == 0 ? ExitCode.FAILED.status() : status;
        }
        System.exit(status);
    }

    /**
     * End as if killed by SIGPIPE, which Java ignores. Runs on a thread that holds no lock of a
     * stream.
     */
    private static void exitLikeSigpipe() {
        Thread end = new Thread(() -> System.exit(SIGPIPE), "end");
        end.setDaemon(true);
        end.start();
    }

    private static CommandLine commandLine() {
        CommandLine precache =
                new CommandLine(new PrecacheCommand())
                        .registerConverter(Duration.class, converter(DurationParser::parse))
                        .registerConverter(ByteAmount.class, converter(ByteAmount::parse))
                        .setExecutionExceptionHandler((e, command, parsed) -> failed(e));
        IVersionProvider version = () -> new String[] {Version.line("precache").strip()};
        // SafeOutput replaces control sequences in what is printed.
        precache.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
        precache.getCommandSpec().versionProvider(version);
        precache.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().versionProvider(version));
        return precache;
    }

    private static <T> ITypeConverter<T> converter(ITypeConverter<T> parser) {
        return text -> {
            try {
                return parser.convert(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }

    private static int failed(Exception e) throws Exception {
        if (e instanceof ReaderGoneException) {
            return SIGPIPE;
        }
        if (e instanceof CacheRefusedException) {
            System.err.println("error: " + e.getMessage());
        } else if (e instanceof NoSuchFileException) {
            System.err.printf("error: '%s' does not exist%n", e.getMessage());
        } else if (e instanceof IOException io) {
            System.err.println("error: " + MaintenanceErrors.reason(io));
        } else {
            throw e;
        }
        return ExitCode.FAILED.status();
    }
}
