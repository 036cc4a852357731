package org.qemu.functional.report.internal.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.capture.CaptureReader;
import org.qemu.functional.report.internal.capture.CaptureSummary;
import org.qemu.functional.report.internal.capture.PacketRow;
import org.qemu.functional.report.internal.trace.CastReader;
import org.qemu.functional.report.internal.trace.ConsoleFiles;
import org.qemu.functional.report.internal.trace.LogConsoleReader;
import org.qemu.functional.report.internal.trace.ScreenPicture;
import org.qemu.functional.report.internal.trace.TerminalSize;
import org.qemu.functional.report.internal.trace.TraceContent;
import org.qemu.functional.report.internal.trace.TraceReader;

/** Puts together what the files of a test tell about its course. */
final class TraceWriter {
    private static final String TRACE = "trace.jsonl";
    private static final TraceContent NONE =
            new TraceContent(
                    null, 0, null, null, List.of(), List.of(), List.of(), List.of(), List.of());

    private final Path logs;
    private final AttemptFiles files;
    private final AttemptPlace place;
    private final TraceContent content;
    private final @Nullable String started;
    private double end;

    private TraceWriter(
            Path logs,
            AttemptFiles files,
            AttemptPlace place,
            TraceContent content,
            @Nullable String started) {
        this.logs = logs;
        this.files = files;
        this.place = place;
        this.content = content;
        this.started = content.started() != null ? content.started() : started;
        end = content.duration();
    }

    /** Return the trace of a test, or {@code null} if its files tell nothing of the kind. */
    static @Nullable TraceData write(
            Path logs, @Nullable String started, AttemptFiles files, AttemptPlace place)
            throws IOException {
        Path trace = logs.resolve(TRACE);
        boolean traced = Files.isRegularFile(trace);
        TraceContent content = traced ? TraceReader.read(trace) : NONE;
        TraceData data = new TraceWriter(logs, files, place, content, started).data();
        return traced
                        || !data.consoles().isEmpty()
                        || !data.captures().isEmpty()
                        || !data.screens().isEmpty()
                ? data
                : null;
    }

    private TraceData data() throws IOException {
        List<ConsoleReplay> consoles = new ArrayList<>();
        for (ConsoleFiles console : consoles()) {
            ConsoleReplay replay = replay(console);
            if (replay != null) {
                consoles.add(replay);
            }
        }
        List<CaptureRow> captures = captures();
        return new TraceData(
                started,
                end,
                content.machines(),
                content.steps(),
                consoles,
                screens(),
                content.loads(),
                captures);
    }

    /** Return the consoles that the trace names, then those of which there are only files. */
    private List<ConsoleFiles> consoles() throws IOException {
        Map<String, ConsoleFiles> byLog = new LinkedHashMap<>();
        for (ConsoleFiles console : content.consoles()) {
            byLog.put(String.valueOf(console.log()), console);
        }
        try (Stream<Path> found = Files.list(logs)) {
            found.map(file -> file.getFileName().toString())
                    .sorted()
                    .flatMap(name -> ConsoleFiles.named(name).stream())
                    .forEach(console -> byLog.putIfAbsent(String.valueOf(console.log()), console));
        }
        return List.copyOf(byLog.values());
    }

    private @Nullable ConsoleReplay replay(ConsoleFiles console) throws IOException {
        Path log = file(console.log());
        Path cast = file(console.cast());
        if (log == null && cast == null) {
            return null;
        }
        TerminalSize size = TerminalSize.DEFAULT;
        boolean timed = true;
        try (CastChunks chunks = new CastChunks(place.data(), place.numbers())) {
            if (cast != null) {
                size = CastReader.read(cast, chunks);
            } else if (log != null) {
                timed = LogConsoleReader.read(log, started, chunks);
            }
            List<CastChunk> written = chunks.finish();
            if (!written.isEmpty()) {
                end = Math.max(end, written.get(written.size() - 1).to());
            }
            return new ConsoleReplay(
                    console.vm(),
                    console.name(),
                    size.cols(),
                    size.rows(),
                    files.href(console.log()),
                    log == null ? 0 : Files.size(log),
                    timed,
                    written);
        }
    }

    private List<ScreenPicture> screens() {
        List<ScreenPicture> screens = new ArrayList<>();
        for (ScreenPicture screen : content.screens()) {
            String href = files.href(screen.href());
            if (href != null) {
                screens.add(
                        new ScreenPicture(
                                screen.t(),
                                href,
                                files.href(screen.expected()),
                                screen.step(),
                                screen.title()));
            }
        }
        return screens;
    }

    private List<CaptureRow> captures() throws IOException {
        List<CaptureRow> captures = new ArrayList<>();
        try (Stream<Path> found = Files.list(logs)) {
            List<Path> pcaps =
                    found.filter(file -> file.toString().matches(".*\\.pcap(ng)?"))
                            .sorted()
                            .toList();
            for (Path pcap : pcaps) {
                String name = pcap.getFileName().toString();
                try {
                    captures.add(row(name, CaptureReader.read(pcap)));
                } catch (IOException e) {
                    captures.add(new CaptureRow(name, href(name), 0, 0, List.of()));
                }
            }
        }
        return captures;
    }

    private CaptureRow row(String name, CaptureSummary capture) {
        double zero = seconds();
        List<PacketRow> rows =
                capture.summary().stream().map(row -> row.at(round(row.t() - zero))).toList();
        return new CaptureRow(name, href(name), capture.packets(), capture.bytes(), rows);
    }

    private String href(String name) {
        String href = files.href(name);
        return href == null ? "" : href;
    }

    private double seconds() {
        try {
            return started == null ? 0 : Instant.parse(started).toEpochMilli() / 1000.0;
        } catch (DateTimeException e) {
            return 0;
        }
    }

    private static double round(double seconds) {
        return Math.round(seconds * 1e6) / 1e6;
    }

    /** Return a file that the trace names, unless it is outside of the folder or missing. */
    private @Nullable Path file(@Nullable String name) {
        if (name == null || files.href(name) == null) {
            return null;
        }
        Path file = logs.resolve(name);
        return Files.isRegularFile(file) ? file : null;
    }
}
