package org.qemu.functional.precache;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Standard output for binary data; it distinguishes a closed pipe from other errors. */
final class StandardOutput extends OutputStream {
    private static final Path DESCRIPTOR = Path.of("/proc/self/fd/1");

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw isPipe() ? new ReaderGoneException(e) : e;
        }
    }

    private static boolean isPipe() {
        try {
            return Files.readSymbolicLink(DESCRIPTOR).toString().startsWith("pipe:");
        } catch (IOException e) {
            return false;
        }
    }
}
