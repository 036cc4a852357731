package org.qemu.functional.replay.internal;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Read the file that QEMU writes for {@code rr=record}, event by event.
 *
 * <p>The formats 0xe0200c to 0xe0200e of QEMU 7.1 to 11 are supported, as defined by
 * docs/devel/replay.rst and replay/ in QEMU's source. They are big-endian: a header of 4 bytes for
 * the version and 8 bytes that are 0 until the recording ends; then events, each with one byte and
 * its data; the last one is END. QEMU numbers the events consecutively, so that each new shutdown
 * cause shifts all later numbers by one without a new version.
 *
 * @param instructions the number of guest instructions in the recording
 * @param events the number of events that were read
 * @param complete whether all events were read; false if there is user input, whose format differs
 *     between releases with the same version
 */
public record ReplayLog(long instructions, long events, boolean complete) {
    private static final int FIRST_VERSION = 0xe0200c;

    /** 0xe0200d changed audio input, 0xe0200e user input. */
    private static final int LAST_VERSION = 0xe0200e;

    private static final int HEADER_BYTES = 12;
    private static final int BUFFER_BYTES = 1 << 16;

    private static final int INSTRUCTION = 0;
    private static final int EXCEPTION = 2;
    private static final int BH = 3;
    private static final int BH_ONESHOT = 4;
    private static final int INPUT = 5;
    private static final int INPUT_SYNC = 6;
    private static final int CHAR_READ = 7;
    private static final int BLOCK = 8;
    private static final int NET = 9;
    private static final int SHUTDOWN = 10;

    /** From this event on, numbers depend on how many shutdown causes this QEMU has. */
    private static final int CHAR_WRITE = 22;

    private static final int CHAR_READ_ALL = 23;
    private static final int CHAR_READ_ALL_ERROR = 24;
    private static final int AUDIO_OUT = 25;
    private static final int AUDIO_IN = 26;
    private static final int RANDOM = 27;
    private static final int CLOCK_HOST = 28;
    private static final int CLOCK_VIRTUAL_RT = 29;
    private static final int END = 39;
    private static final int MOST_NEW_CAUSES = 16;

    /**
     * Read a whole file.
     *
     * @throws AssertionError if it is not a complete recording, or contains an invalid event
     * @throws IOException if it cannot be read
     */
    public static ReplayLog read(Path file) throws IOException {
        long size = Files.size(file);
        if (size <= HEADER_BYTES) {
            throw new AssertionError(
                    "'%s' has %d bytes: nothing was recorded".formatted(file, size));
        }
        int newCauses = lastByte(file, size) - END;
        if (newCauses < 0 || newCauses > MOST_NEW_CAUSES) {
            throw new AssertionError(
                    "'%s' does not end with the event END but with byte %d: the recording was not finished"
                            .formatted(file, newCauses + END));
        }
        try (Reader reader = new Reader(file, newCauses)) {
            return reader.read(size);
        }
    }

    private static int lastByte(Path file, long size) throws IOException {
        try (RandomAccessFile end = new RandomAccessFile(file.toFile(), "r")) {
            end.seek(size - 1);
            return end.readUnsignedByte();
        }
    }

    private static final class Reader implements AutoCloseable {
        private final Path file;
        private final int newCauses;
        private final DataInputStream in;
        private int version;
        private long offset;
        private long instructions;
        private long events;

        Reader(Path file, int newCauses) throws IOException {
            this.file = file;
            this.newCauses = newCauses;
            in =
                    new DataInputStream(
                            new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
        }

        ReplayLog read(long size) throws IOException {
            version = in.readInt();
            if (!isBetween(FIRST_VERSION, version, LAST_VERSION)) {
                throw new AssertionError(
                        "'%s' has version 0x%x, not 0x%x to 0x%x: is it a recording of QEMU 7.1 to 11?"
                                .formatted(file, version, FIRST_VERSION, LAST_VERSION));
            }
            in.skipNBytes(HEADER_BYTES - Integer.BYTES);
            offset = HEADER_BYTES;
            int event = END;
            try {
                do {
                    event = in.readUnsignedByte();
                    events++;
                    offset++;
                    if (event == INPUT) {
                        return new ReplayLog(instructions, events, false);
                    }
                    data(event <= SHUTDOWN ? event : Math.max(SHUTDOWN, event - newCauses));
                } while (event - newCauses != END);
            } catch (EOFException e) {
                throw new AssertionError(
                        "'%s' ends within event %d of kind %d, at byte %d of %d"
                                .formatted(file, events, event, offset, size),
                        e);
            }
            if (offset != size) {
                throw new AssertionError(
                        "'%s' has %d bytes after the event END".formatted(file, size - offset));
            }
            return new ReplayLog(instructions, events, true);
        }

        /** Read the data of an event. */
        private void data(int kind) throws IOException {
            switch (kind) {
                case INSTRUCTION -> {
                    instructions += Integer.toUnsignedLong(in.readInt());
                    offset += Integer.BYTES;
                }
                case BH, BH_ONESHOT, BLOCK, CLOCK_HOST, CLOCK_VIRTUAL_RT -> skip(Long.BYTES);
                case CHAR_READ -> {
                    skip(Byte.BYTES);
                    array();
                }
                case NET -> {
                    skip(Byte.BYTES + Integer.BYTES);
                    array();
                }
                case CHAR_WRITE -> skip(2 * Integer.BYTES);
                case CHAR_READ_ALL -> array();
                case CHAR_READ_ALL_ERROR, AUDIO_OUT -> skip(Integer.BYTES);
                case AUDIO_IN -> audio();
                case RANDOM -> {
                    skip(Integer.BYTES);
                    array();
                }
                default -> requirePlain(kind);
            }
        }

        private void requirePlain(int kind) {
            boolean plain =
                    isBetween(INSTRUCTION + 1, kind, EXCEPTION)
                            || kind == INPUT_SYNC
                            || isBetween(SHUTDOWN, kind, CHAR_WRITE - 1)
                            || isBetween(CLOCK_VIRTUAL_RT + 1, kind, END);
            if (!plain) {
                throw new AssertionError(
                        "'%s' has an invalid event, byte %d, at offset %d after %d events"
                                .formatted(file, kind, offset - 1, events - 1));
            }
        }

        private static boolean isBetween(int low, int kind, int high) {
            return low <= kind && kind <= high;
        }

        /**
         * Read the number of frames, in the first version also the write position, and the frames.
         */
        private void audio() throws IOException {
            long frames = Integer.toUnsignedLong(in.readInt());
            offset += Integer.BYTES;
            if (version == FIRST_VERSION) {
                skip(Integer.BYTES);
            }
            skip(frames * 2 * Long.BYTES);
        }

        private void array() throws IOException {
            long length = Integer.toUnsignedLong(in.readInt());
            offset += Integer.BYTES;
            skip(length);
        }

        private void skip(long bytes) throws IOException {
            in.skipNBytes(bytes);
            offset += bytes;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
