package org.qemu.functional.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.qemu.functional.report.internal.input.RunName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes one report of several runs or reports. */
@Command(
        name = "merge",
        description = {
            "Makes one report of several runs or reports: of shards, retries, versions of QEMU, days.",
            "A test that failed and then passed on the same QEMU within 12 hours is flaky."
        },
        mixinStandardHelpOptions = true)
final class MergeCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "OUT", description = "the folder of the report")
    private Path output = Path.of("report");

    @Parameters(
            index = "1..*",
            paramLabel = "IN",
            arity = "1..*",
            description = "reports, build folders, projects, files of TAP or JUnit XML")
    private List<Path> inputs = List.of();

    @Mixin private final OutputOptions options = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        ReportJob job = new ReportJob(output, options);
        job.read(inputs, new RunName(null, null));
        job.requireResults(inputs);
        return job.write();
    }
}
