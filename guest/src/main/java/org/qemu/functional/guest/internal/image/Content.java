package org.qemu.functional.guest.internal.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The contents of a file that is being created. */
sealed interface Content {
    long size() throws IOException;

    void writeTo(OutputStream out) throws IOException;

    /** Bytes in memory. */
    final class Bytes implements Content {
        private final byte[] bytes;

        /** Use the array without a copy: it must not be changed. */
        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }
    }

    /** Bytes of a file of the host. */
    record HostFile(Path path) implements Content {
        @Override
        public long size() throws IOException {
            return Files.size(path);
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            Files.copy(path, out);
        }
    }
}
