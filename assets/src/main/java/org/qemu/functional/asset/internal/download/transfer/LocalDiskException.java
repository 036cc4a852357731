package org.qemu.functional.asset.internal.download.transfer;

import java.io.IOException;

/** Thrown if this host cannot write the downloaded file. */
public final class LocalDiskException extends IOException {
    private static final long serialVersionUID = 1;

    LocalDiskException(IOException cause) {
        super(cause.getMessage(), cause);
    }

    LocalDiskException(String message) {
        super(message);
    }

    /** An operation on the file being written. */
    @FunctionalInterface
    public interface Work {
        void run() throws IOException;
    }

    /** Run an operation, and tell its failures apart from those of the network. */
    public static void during(Work work) throws LocalDiskException {
        try {
            work.run();
        } catch (IOException e) {
            throw new LocalDiskException(e);
        }
    }
}
