package org.qemu.functional.qtest.qos.fwcfg;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.qemu.functional.qtest.qos.fwcfg.FwCfgKey.FILE_DIR;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.qemu.functional.qtest.qos.GuestAllocator;

/** Read QEMU's firmware configuration device: items by their keys, files by their names. */
public final class FwCfg {
    /** Keys of files have 14 bits and start at 0x20. */
    private static final int MOST_FILES = 0x4000 - 0x20;

    private static final int NAME = 56;
    private static final int ENTRY = 4 + 2 + 2 + NAME;

    private final FwCfgTransport transport;

    private FwCfg(FwCfgTransport transport) {
        this.transport = transport;
    }

    /** Return a driver for the device of a machine. */
    public static FwCfg over(FwCfgTransport transport) {
        return new FwCfg(transport);
    }

    /** Read the first bytes of an item, padded with zeros. */
    public byte[] read(int key, int size) {
        transport.select(key);
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) transport.readData();
        }
        return bytes;
    }

    private ByteBuffer number(int key, int size) {
        return ByteBuffer.wrap(read(key, size)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Read a number of 16 bits in little-endian order, which most items use. */
    public int read16(int key) {
        return Short.toUnsignedInt(number(key, 2).getShort());
    }

    /** Read a number of 32 bits in little-endian order. */
    public long read32(int key) {
        return Integer.toUnsignedLong(number(key, 4).getInt());
    }

    /** Read a number of 64 bits in little-endian order. */
    public long read64(int key) {
        return number(key, 8).getLong();
    }

    /** Return the files by their names, in the order of the directory, which is big-endian. */
    public Map<String, FwCfgFile> files() {
        int count = ByteBuffer.wrap(read(FILE_DIR, 4)).getInt();
        if (count < 0 || count > MOST_FILES) {
            throw new AssertionError(
                    "fw_cfg reports 0x%x files; check the address of the device".formatted(count));
        }
        ByteBuffer directory = ByteBuffer.wrap(read(FILE_DIR, 4 + count * ENTRY)).position(4);
        Map<String, FwCfgFile> files = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            int size = directory.getInt();
            int key = Short.toUnsignedInt(directory.getShort());
            directory.getShort();
            byte[] name = new byte[NAME];
            directory.get(name);
            String text = new String(name, ISO_8859_1);
            text = text.substring(0, text.indexOf('\0'));
            files.put(text, new FwCfgFile(text, key, size));
        }
        return files;
    }

    /**
     * Return a file.
     *
     * @throws AssertionError if there is none with this name; the message lists the existing ones
     */
    public FwCfgFile file(String name) {
        Map<String, FwCfgFile> files = files();
        FwCfgFile file = files.get(name);
        if (file == null) {
            throw new AssertionError(
                    "fw_cfg has no file '%s'; the existing files are %s"
                            .formatted(name, files.keySet()));
        }
        return file;
    }

    /** Read a whole file, byte by byte. */
    public byte[] readFile(String name) {
        FwCfgFile file = file(name);
        return read(file.key(), file.size());
    }

    /**
     * Return access by DMA, by which QEMU copies items from and to memory.
     *
     * @throws AssertionError if the device does not support it
     */
    public FwCfgDma dma(GuestAllocator memory) {
        long features = read32(FwCfgKey.ID);
        if ((features & FwCfgKey.FEATURE_DMA) == 0) {
            throw new AssertionError(
                    "fw_cfg does not support DMA: its features 0x%x do not contain 0x%x"
                            .formatted(features, FwCfgKey.FEATURE_DMA));
        }
        return new FwCfgDma(transport, memory);
    }
}
