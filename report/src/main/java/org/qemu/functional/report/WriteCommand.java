package org.qemu.functional.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.input.RunName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a report of one run. */
@Command(name = "write", description = "Makes a report of a run.", mixinStandardHelpOptions = true)
final class WriteCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description =
                    "a build folder of meson, a Maven project, a file or folder of TAP or JUnit XML")
    private Path run = Path.of("build");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description = "the folder of the report (RUN/report)")
    private @Nullable Path output;

    @Option(names = "--name", description = "the name of the run, such as that of a job")
    private @Nullable String name;

    @Option(names = "--qemu", description = "the version of QEMU (as the logs say)")
    private @Nullable String qemu;

    @Mixin private final OutputOptions options = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        Path folder = output == null ? run.resolve("report") : output;
        ReportJob job = new ReportJob(folder, options);
        job.read(List.of(run), new RunName(name, qemu));
        job.requireResults(List.of(run));
        return job.write();
    }
}
