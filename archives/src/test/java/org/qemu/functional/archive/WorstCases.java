package org.qemu.functional.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZOutputFile;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Archives of a given approximate size that cost more than their size suggests. */
enum WorstCases {
    TAR_PAX_KEYS {
        @Override
        byte[] make(int size) {
            StringBuilder records = new StringBuilder();
            for (int i = 0; records.length() < size; i++) {
                records.append(RawTar.record("k" + i, "v"));
            }
            return new RawTar().pax('x', records.toString()).file("x", "").bytes();
        }
    },
    TAR_PAX_GLOBAL_KEYS_AND_MEMBERS {
        @Override
        byte[] make(int size) {
            StringBuilder records = new StringBuilder();
            for (int i = 0; records.length() < size / 2; i++) {
                records.append(RawTar.record("k" + i, "v"));
            }
            RawTar tar = new RawTar().pax('g', records.toString());
            for (int i = 0; i < size / 2048; i++) {
                tar.pax('x', RawTar.record("comment", "x")).file("f" + i, "");
            }
            return tar.bytes();
        }
    },
    TAR_LONG_NAMES {
        @Override
        byte[] make(int size) {
            RawTar tar = new RawTar();
            String name = "n".repeat(60_000);
            for (int i = 0; i < size / 61_000; i++) {
                tar.header("././@LongLink", 'L', name.length() + 8, "")
                        .content(name + "%08d".formatted(i))
                        .file("x", "");
            }
            return tar.bytes();
        }
    },
    TAR_ONE_LONG_NAME_OF_MANY_PARTS {
        @Override
        byte[] make(int size) {
            String name = "a/".repeat(Math.min(size, 1 << 20) / 2);
            return new RawTar()
                    .header("././@LongLink", 'L', name.length(), "")
                    .content(name)
                    .file("x", "")
                    .bytes();
        }
    },
    TAR_DEEP {
        @Override
        byte[] make(int size) {
            RawTar tar = new RawTar();
            String name = "/a".repeat(250) + "/x";
            for (int i = 0; i < size / 8192; i++) { // each creates 250 folders
                tar.header("././@LongLink", 'L', name.length() + 4, "")
                        .content("%04d".formatted(i) + name)
                        .file("x", "");
            }
            return tar.bytes();
        }
    },
    TAR_LINKS {
        @Override
        byte[] make(int size) {
            RawTar tar = new RawTar().file("f", "x");
            for (int i = 0; i < size / 1024; i++) {
                tar.link('1', "h" + i, "f").link('2', "s" + i, "../".repeat(30) + "f");
            }
            return tar.bytes();
        }
    },
    TAR_CHAIN_OF_LINKS {
        @Override
        byte[] make(int size) {
            RawTar tar = new RawTar();
            for (int i = size / 512; i > 0; i--) {
                tar.link('2', "s" + i, "s" + (i - 1));
            }
            return tar.bytes();
        }
    },
    TAR_SPARSE_MAP {
        @Override
        byte[] make(int size) {
            StringBuilder map = new StringBuilder("0,0");
            for (int i = 1; map.length() < size; i++) {
                map.append(',').append(i).append(",0");
            }
            String records =
                    RawTar.record("GNU.sparse.map", map.toString())
                            + RawTar.record("GNU.sparse.size", "100000000");
            return new RawTar().pax('x', records).file("x", "").bytes();
        }
    },
    TAR_UNDECODABLE_NAMES {
        @Override
        byte[] make(int size) {
            RawTar tar = new RawTar();
            for (int i = 0; i < size / 512; i++) {
                tar.file("\u00e9".repeat(40) + "/" + i, "");
            }
            return tar.bytes();
        }
    },
    CPIO_LINKS {
        @Override
        byte[] make(int size) {
            RawCpio cpio = new RawCpio();
            for (int i = 0; i < size / 120; i++) {
                cpio.file("f" + i, i % 2, 9, "");
            }
            return cpio.end();
        }
    },
    CPIO_ZEROS {
        @Override
        byte[] make(int size) {
            return new RawCpio().file("f", 1, 1, "x").bytes("\0".repeat(size)).end();
        }
    },
    AR_ONE_NAME_FOR_ALL {
        @Override
        byte[] make(int size) {
            StringBuilder ar = new StringBuilder("!<arch>\n");
            ar.append(arHeader("//", size / 2)).append("n".repeat(size / 2 & ~1));
            for (int i = 0; i < size / 120; i++) {
                ar.append(arHeader("/" + i, 0));
            }
            return ar.toString().getBytes(ISO_8859_1);
        }
    },
    AR_MEMBERS {
        @Override
        byte[] make(int size) {
            StringBuilder ar = new StringBuilder("!<arch>\n");
            for (int i = 0; i < size / 60; i++) {
                ar.append(arHeader("f" + i + "/", 0));
            }
            return ar.toString().getBytes(ISO_8859_1);
        }
    },
    ZIP_MEMBERS {
        @Override
        byte[] make(int size) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
                for (int i = 0; i < size / 100; i++) {
                    ZipArchiveEntry entry = new ZipArchiveEntry("f" + i);
                    entry.setMethod(ZipArchiveEntry.STORED);
                    entry.setSize(0);
                    entry.setCrc(0);
                    zip.putArchiveEntry(entry);
                    zip.closeArchiveEntry();
                }
            }
            return bytes.toByteArray();
        }
    },
    ZIP_LONG_NAMES {
        @Override
        byte[] make(int size) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
                for (int i = 0; i < size / 60_100; i++) {
                    zip.putArchiveEntry(new ZipArchiveEntry("/x".repeat(15_000) + i));
                    zip.closeArchiveEntry();
                }
            }
            return bytes.toByteArray();
        }
    },
    SEVEN_ZIP_MEMBERS {
        @Override
        byte[] make(int size) throws IOException {
            Path file = Files.createTempFile("worst", ".7z");
            try (SevenZOutputFile out = new SevenZOutputFile(file.toFile())) {
                for (int i = 0; i < size / 40; i++) {
                    SevenZArchiveEntry entry = new SevenZArchiveEntry();
                    entry.setName("f" + i);
                    out.putArchiveEntry(entry);
                    out.closeArchiveEntry();
                }
            }
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            return bytes;
        }
    };

    abstract byte[] make(int size) throws IOException;

    private static String arHeader(String name, int size) {
        return "%-16s%-12d%-6d%-6d%-8o%-10d`\n".formatted(name, 0, 0, 0, 0644, size & ~1);
    }

    /** Return the format in the form that callers use. */
    String format() {
        String first = name().substring(0, name().indexOf('_'));
        return first.equals("SEVEN") ? "7z" : first.toLowerCase(java.util.Locale.ROOT);
    }
}
