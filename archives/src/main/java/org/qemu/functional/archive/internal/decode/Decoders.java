package org.qemu.functional.archive.internal.decode;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;
import org.qemu.functional.logging.Log;

/**
 * Selects a decoder: Java for small files; for large files a program of the distribution if it is
 * installed and faster, else Java with several threads. A program that fails where Java succeeds is
 * not used again.
 */
public final class Decoders {
    /** Below this size a separate thread costs more than it saves. */
    static final long LEAST_FOR_THREAD = 64 << 10;

    /** Blocks that are decoded in parallel may use a quarter of the Java heap. */
    private static final int HEAP_SHARE = 4;

    private final List<Path> folders;
    private final Set<Path> unusable = ConcurrentHashMap.newKeySet();

    private Decoders(List<Path> folders) {
        this.folders = folders;
    }

    /** Create decoders that search for programs in {@code PATH}. */
    public static Decoders of(Map<String, String> environment) {
        List<Path> folders =
                Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                        .filter(folder -> folder.startsWith("/"))
                        .map(Path::of)
                        .toList();
        return new Decoders(folders);
    }

    /**
     * Open compressed data for reading, to the end of the last of several streams. Closing the
     * stream ends its threads and processes.
     *
     * @param memory maximum size of a decoder's dictionary in bytes; it does not apply to zstd,
     *     which uses at most 2 GiB and allocates only what it fills
     * @param notes receives warnings about ignored data
     * @throws IOException if the data cannot be read or its beginning is damaged
     */
    public InputStream open(
            Compression compression, FileSlice packed, long memory, ExtractionWarnings notes)
            throws IOException {
        Program program = programFor(compression, packed, memory);
        if (program != null) {
            ProgramStream stream = start(program, compression, packed, memory, notes);
            if (stream != null) {
                return ReadAhead.start(stream, compression.toString(), stream::abort);
            }
        }
        return inJava(compression, packed, ofHeap(memory), notes);
    }

    private @Nullable Program programFor(Compression compression, FileSlice packed, long memory) {
        if (packed.size() < compression.leastForProgram()) {
            return null;
        }
        for (String name : compression.programs()) {
            for (Path folder : folders) {
                Path file = folder.resolve(name);
                if (Files.isExecutable(file) && Files.isRegularFile(file)) {
                    if (!unusable.contains(file)) {
                        return new Program(file, compression.arguments(name, memory));
                    }
                    break; // a shell would not run a later one in PATH either
                }
            }
        }
        return null;
    }

    private @Nullable ProgramStream start(
            Program program,
            Compression compression,
            FileSlice packed,
            long memory,
            ExtractionWarnings notes) {
        try {
            return new ProgramStream(
                    program,
                    packed,
                    new ProgramStream.Fallback() {
                        @Override
                        public InputStream open() throws IOException {
                            return compression.decode(packed.open(), ofHeap(memory), notes);
                        }

                        @Override
                        public void note(String what) {
                            notes.add(what);
                        }

                        @Override
                        public void blame(String why) {
                            leave(program, why);
                        }
                    });
        } catch (IOException e) {
            leave(program, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private void leave(Program program, String why) {
        unusable.add(program.file());
        Log.of("qemu.archive")
                .debug("'{}' is no longer used for decoding: {}", program.file(), why);
    }

    /** Return how much of the Java heap a decoder may use, so that it does not try in vain. */
    private static long ofHeap(long memory) {
        return Math.min(memory, Runtime.getRuntime().maxMemory() / 2);
    }

    private static InputStream inJava(
            Compression compression, FileSlice packed, long memory, ExtractionWarnings notes)
            throws IOException {
        if (packed.size() < LEAST_FOR_THREAD) {
            return compression.decode(packed.open(), memory, notes);
        }
        int processors = Runtime.getRuntime().availableProcessors();
        if (compression == Compression.XZ && processors > 1) {
            long heap = Math.min(memory, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
            InputStream parallel = parallelXz(packed, processors, heap);
            if (parallel != null) {
                return parallel;
            }
        }
        InputStream in = compression.decode(packed.open(), memory, notes);
        return ReadAhead.start(in, compression.toString(), () -> {});
    }

    /**
     * Return {@code null} also on an error: a decoder that starts at the beginning reports it
     * better.
     */
    private static @Nullable InputStream parallelXz(FileSlice packed, int threads, long memory) {
        try {
            return ParallelXz.open(packed, threads, memory);
        } catch (IOException e) {
            return null;
        }
    }
}
