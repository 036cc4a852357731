package org.qemu.functional.precache;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import org.qemu.functional.amount.Age;
import org.qemu.functional.cache.upkeep.CacheRefusedException;
import org.qemu.functional.cache.upkeep.UpkeepFault;
import org.qemu.functional.launch.ExitCode;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Fills, checks and clears the asset cache that the tests of this project share with QEMU's. */
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
            StatsCommand.class,
            GenerateCompletion.class
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:all is well",
            "1:an asset can never be had, or is damaged, or a file refuses",
            "2:wrong usage, or no such class or suite",
            "75:an asset cannot be had now, but perhaps later"
        })
public final class Main {
    private Main() {}

    /** Run the command and exit with its status. */
    public static void main(String[] args) {
        int status = commandLine().execute(args);
        // A full disk behind standard output would pass unseen else.
        boolean lost = System.out.checkError();
        System.exit(lost && status == 0 ? ExitCode.FAILED.status() : status);
    }

    private static CommandLine commandLine() {
        return new CommandLine(new Main())
                .registerConverter(Duration.class, converter(Age::parse))
                .registerConverter(ByteAmount.class, converter(ByteAmount::parse))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e));
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
        if (e instanceof CacheRefusedException) {
            System.err.println("error: " + e.getMessage());
        } else if (e instanceof NoSuchFileException) {
            System.err.printf("error: there is no '%s'%n", e.getMessage());
        } else if (e instanceof IOException io) {
            System.err.println("error: " + UpkeepFault.reason(io));
        } else {
            throw e;
        }
        return ExitCode.FAILED.status();
    }
}
