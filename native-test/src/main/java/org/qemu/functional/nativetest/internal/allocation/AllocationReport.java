package org.qemu.functional.nativetest.internal.allocation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.nativetest.internal.allocation.AllocationSite.CodeAddress;

/**
 * What the preloaded library reports of one process; its source, allocations.c, has the format.
 *
 * @param failed the allocation that failed; {@code null} if there were not as many
 * @param leaks the blocks that were not released
 * @param aborted the frames of a call of {@code abort}; {@code null} if there was none
 * @param total the number of allocations; {@code null} if the process did not get to its report
 */
record AllocationReport(
        @Nullable AllocationSite failed,
        List<AllocationSite> leaks,
        @Nullable List<CodeAddress> aborted,
        @Nullable Long total) {
    static AllocationReport read(Path file) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "the preloaded library wrote no report to '%s'".formatted(file), e);
        }
        AllocationSite failed = null;
        List<AllocationSite> leaks = new ArrayList<>();
        List<CodeAddress> aborted = null;
        Long total = null;
        for (String line : lines) {
            List<String> fields = List.of(line.split("\t"));
            List<String> rest = fields.subList(1, fields.size());
            switch (fields.get(0)) {
                case "F" -> failed = AllocationSite.parse(rest);
                case "L" -> leaks.add(AllocationSite.parse(rest));
                case "S" -> aborted = AllocationSite.addresses(rest.stream());
                case "T" -> total = Long.valueOf(rest.get(0));
                default -> throw new IOException("'%s' in '%s'".formatted(line, file));
            }
        }
        return new AllocationReport(failed, leaks, aborted, total);
    }

    /** Return the leaks that another report does not have at the same places. */
    List<AllocationSite> leaksBeyond(AllocationReport other) {
        List<AllocationSite> beyond = new ArrayList<>(leaks);
        for (AllocationSite known : other.leaks()) {
            beyond.stream()
                    .filter(leak -> leak.frames().equals(known.frames()))
                    .findFirst()
                    .ifPresent(beyond::remove);
        }
        return beyond;
    }
}
