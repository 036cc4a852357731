package org.qemu.functional.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.input.FoundRun;
import org.qemu.functional.report.internal.input.ReportInputs;
import org.qemu.functional.report.internal.input.RunName;
import org.qemu.functional.report.internal.logs.SourceFiles;
import org.qemu.functional.report.internal.output.ReportWriter;
import org.qemu.functional.text.SafeText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps a report up to date while the run goes on. */
@Command(
        name = "watch",
        description = {
            "Keeps a report up to date while a run of meson goes on, until standard input ends.",
            "make check-functional REPORT=live starts it."
        },
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    private static final long SECONDS_BETWEEN = 2;

    @Parameters(index = "0", paramLabel = "BUILD", description = "the build folder of meson")
    private Path build = Path.of("build");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description = "the folder of the report (BUILD/report)")
    private @Nullable Path output;

    @Mixin private final OutputOptions options = new OutputOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = output == null ? build.resolve("report") : output;
        ReportWriter writer =
                new ReportWriter(folder, options.title, SourceFiles.below(options.sources));
        Instant begin = Instant.now();
        CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> drain(System.in));
        update(writer, begin);
        System.out.println("report: " + folder.resolve("index.html").toAbsolutePath().normalize());
        while (!isOver(ended)) {
            update(writer, begin);
        }
        ReportJob job = new ReportJob(folder, options);
        job.read(List.of(build), new RunName(null, null));
        return job.write(writer);
    }

    private void update(ReportWriter writer, Instant begin) {
        try {
            FoundRun found = new ReportInputs(new RunName(null, null), begin).read(build);
            writer.write(found.attempts(), true);
        } catch (IOException e) {
            // Files change while they are read; the next time they may be complete.
            System.err.println("note: " + SafeText.line(String.valueOf(e.getMessage())));
        }
    }

    private static boolean isOver(CompletableFuture<Void> ended) throws InterruptedException {
        try {
            ended.get(SECONDS_BETWEEN, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }

    private static void drain(InputStream in) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
