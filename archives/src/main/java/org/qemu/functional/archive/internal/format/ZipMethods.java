package org.qemu.functional.archive.internal.format;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.qemu.functional.archive.internal.common.UnsupportedException;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.MemoryLimitException;

/** Decodes the members of a zip, including LZMA, which commons-compress does not support. */
final class ZipMethods {
    private ZipMethods() {}

    static InputStream open(ZipFile zip, ZipArchiveEntry entry, long memory) throws IOException {
        if (entry.getMethod() == ZipMethod.LZMA.getCode()) {
            return lzma(zip.getRawInputStream(entry), entry.getSize(), memory);
        }
        if (!zip.canReadEntryData(entry)) {
            throw new UnsupportedException("method " + nameOf(entry.getMethod()));
        }
        return zip.getInputStream(entry);
    }

    /** Open the LZMA format described in section 5.8 of PKWARE's APPNOTE.TXT. */
    private static InputStream lzma(InputStream raw, long size, long memory) throws IOException {
        DataInputStream in = new DataInputStream(raw);
        in.readUnsignedShort(); // the version of the compressor
        int length = Integer.reverseBytes(in.readUnsignedShort()) >>> 16;
        if (length != 5) {
            throw new IOException("its LZMA properties are %d bytes long".formatted(length));
        }
        byte properties = in.readByte();
        int dictionary = Integer.reverseBytes(in.readInt());
        int needed = LZMAInputStream.getMemoryUsage(dictionary, properties);
        if (needed > memory >> 10) {
            throw new MemoryLimitException(needed, (int) Math.min(Integer.MAX_VALUE, memory >> 10));
        }
        LZMAInputStream lzma = new LZMAInputStream(raw, size, properties, dictionary);
        lzma.enableRelaxedEndCondition(); // some files have an end marker and a size
        return lzma;
    }

    /** Return the name of a method, from section 4.4.5 of APPNOTE.TXT. */
    private static String nameOf(int method) {
        return switch (method) {
            case 1 -> "Shrink";
            case 2, 3, 4, 5 -> "Reduce";
            case 6 -> "Implode";
            case 7 -> "Tokenize";
            case 9 -> "Deflate64";
            case 10 -> "PKWARE Implode";
            case 12 -> "BZip2";
            case 18 -> "IBM TERSE";
            case 19 -> "IBM LZ77";
            case 20, 93 -> "Zstandard";
            case 94 -> "MP3";
            case 95 -> "XZ";
            case 96 -> "JPEG";
            case 97 -> "WavPack";
            case 98 -> "PPMd";
            case 99 -> "AES";
            default -> "number " + method;
        };
    }
}
