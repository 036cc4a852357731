package org.qemu.functional.qtest;

import java.util.Arrays;
import java.util.Base64;
import org.qemu.functional.qtest.internal.QTestConnection;
import org.qemu.functional.qtest.internal.ReplyReader;

/**
 * Transfer large amounts of memory in pieces, several of them in flight. QEMU searches a whole line
 * for its end whenever another kilobyte arrives, so that long lines are slower than short ones.
 */
final class BulkTransfer {
    /**
     * The number of bytes written by one command; a multiple of 3, so that base64 needs no padding.
     */
    static final int WRITTEN = 3 << 13;

    /** The number of bytes read by one command; also a multiple of 3. */
    static final int READ = 3 << 15;

    /** The maximum number of pieces with outstanding replies; more bring no gain. */
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
