package org.qemu.functional.download;

import java.io.IOException;

/** Thrown if this host cannot write the downloaded file. */
final class LocalDiskException extends IOException {
    private static final long serialVersionUID = 1;

    LocalDiskException(IOException cause) {
        super(cause.getMessage(), cause);
    }

    LocalDiskException(String message) {
        super(message);
    }

    /** An operation on the file being written. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** Run an operation, and tell its failures apart from those of the network. */
    static void during(Work work) throws LocalDiskException {
        try {
            work.run();
        } catch (IOException e) {
            throw new LocalDiskException(e);
        }
    }
}
