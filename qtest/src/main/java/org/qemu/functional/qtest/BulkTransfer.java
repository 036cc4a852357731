package org.qemu.functional.qtest;

import java.util.Arrays;
import java.util.Base64;

/**
 * Moves much memory in pieces, several on the wire at once. QEMU looks through a whole line for its
 * end whenever a kilobyte more of it comes, so it takes long lines slower than short ones.
 */
final class BulkTransfer {
    /** Of memory, written by one command; like that read a multiple of 3, which base64 likes. */
    static final int WRITTEN = 3 << 13;

    /** Of memory, read by one command. */
    static final int READ = 3 << 15;

    /** The pieces of which QEMU may owe the replies at once; more gain nothing. */
    private static final int AT_ONCE = 4;

    private final Batch batch;

    BulkTransfer(QTestConnection link) {
        batch = new Batch(link);
    }

    private interface Piece {
        void add(int from, int count);
    }

    private void each(int size, int most, Piece piece) {
        int pending = 0;
        for (int from = 0; from < size; from += most) {
            piece.add(from, Math.min(most, size - from));
            if (++pending == AT_ONCE) {
                batch.run();
                pending = 0;
            }
        }
        batch.run();
    }

    byte[] read(long address, int size) {
        byte[] bytes = new byte[size];
        each(
                size,
                READ,
                (from, count) -> {
                    batch.commands().begin("b64read").hex(address + from).hex(count);
                    batch.end(line -> ReplyReader.base64(line, bytes, from, count));
                });
        return bytes;
    }

    void write(long address, byte[] bytes) {
        each(
                bytes.length,
                WRITTEN,
                (from, count) -> {
                    batch.commands().begin("b64write").hex(address + from).hex(count).word("");
                    batch.commands()
                            .raw(
                                    Base64.getEncoder()
                                            .encode(Arrays.copyOfRange(bytes, from, from + count)));
                    batch.end(line -> {});
                });
    }

    byte[] readHex(long address, int size) {
        byte[] bytes = new byte[size];
        each(
                size,
                READ,
                (from, count) -> {
                    batch.commands().begin("read").hex(address + from).hex(count);
                    batch.end(line -> ReplyReader.hex(line, bytes, from, count));
                });
        return bytes;
    }

    void writeHex(long address, byte[] bytes) {
        each(
                bytes.length,
                WRITTEN,
                (from, count) -> {
                    batch.commands().begin("write").hex(address + from).hex(count).word("0x");
                    batch.commands().hexBytes(bytes, from, count);
                    batch.end(line -> {});
                });
    }
}
