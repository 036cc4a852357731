package org.qemu.functional.nativetest.internal.allocation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.qemu.functional.files.ProgramPath;
import org.qemu.functional.nativetest.internal.allocation.AllocationSite.CodeAddress;
import org.qemu.functional.nativetest.internal.compile.ToolRun;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.settings.TimeoutScale;

/** Finds the function, file and line of addresses in libraries, with addr2line of binutils. */
final class SourcePlaces {
    private static final Duration TIMEOUT = TimeoutScale.scaled(Duration.ofSeconds(60));

    private final Map<CodeAddress, String> known = new HashMap<>();

    /** Return the places of frames, such as {@code note_new (note.c:17), called by …}. */
    String of(List<CodeAddress> frames) {
        return frames.isEmpty()
                ? "an unknown place"
                : frames.stream().map(this::of).collect(Collectors.joining(" < "));
    }

    private synchronized String of(CodeAddress address) {
        return known.computeIfAbsent(address, SourcePlaces::find);
    }

    private static String find(CodeAddress address) {
        String offset = "0x" + Long.toHexString(address.offset());
        String plain = address.library().getFileName() + "+" + offset;
        Optional<Path> program =
                ProgramPath.find("addr2line", HarnessSettings.current().environment());
        if (program.isEmpty()) {
            return plain;
        }
        try {
            ToolRun done =
                    ToolRun.of(
                            List.of(
                                    program.get().toString(),
                                    "-C",
                                    "-f",
                                    "-s",
                                    "-e",
                                    address.library().toString(),
                                    offset),
                            Path.of(""),
                            TIMEOUT);
            List<String> lines = done.output().lines().toList();
            return done.status() != 0 || lines.size() < 2 || lines.get(1).startsWith("??")
                    ? plain
                    : "%s (%s)"
                            .formatted(
                                    lines.get(0),
                                    lines.get(1).replaceAll(" \\(discriminator \\d+\\)", ""));
        } catch (IOException e) {
            return plain;
        }
    }
}
