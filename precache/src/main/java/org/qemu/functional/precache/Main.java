package org.qemu.functional.precache;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Fills and shows the asset cache that the tests of this project share with those of QEMU. */
@Command(
        name = "precache",
        description = "Fills and shows the asset cache of the functional tests.",
        mixinStandardHelpOptions = true,
        subcommands = {FetchCommand.class, ListCommand.class},
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:all is well",
            "1:an asset can never be had: it is gone, or not what its hash says",
            "2:wrong usage, or no such class",
            "75:an asset cannot be had now, but perhaps later"
        })
public final class Main {
    private Main() {}

    /** Run the command and exit with its status. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
