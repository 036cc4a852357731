package org.qemu.functional.asset;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.qemu.functional.program.ProgramJvm;

/** Starts programs of this module's tests in processes of their own. */
public final class AssetProgram {
    private static final ProgramJvm JVM =
            ProgramJvm.trainedBy(
                    Map.of(),
                    FetchMain.class.getName(),
                    "target/programs/cache",
                    "http://127.0.0.1:1/none",
                    "0".repeat(64));

    private AssetProgram() {}

    /** Return the command for a main class, with options of the JVM before it. */
    public static List<String> command(List<String> options, String mainClass) {
        List<String> command = new ArrayList<>(JVM.command());
        command.addAll(options);
        command.add(mainClass);
        return command;
    }
}
