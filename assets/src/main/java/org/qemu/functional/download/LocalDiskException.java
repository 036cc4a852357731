package org.qemu.functional.download;

import java.io.IOException;

/** Tells that it is this host that cannot keep what comes. */
final class LocalDiskException extends IOException {
    private static final long serialVersionUID = 1;

    LocalDiskException(IOException cause) {
        super(cause.getMessage(), cause);
    }

    LocalDiskException(String message) {
        super(message);
    }

    /** Work on the file that is filled. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** Keeps a fault of this disk apart from one of the network. */
    static void during(Work work) throws LocalDiskException {
        try {
            work.run();
        } catch (IOException e) {
            throw new LocalDiskException(e);
        }
    }
}
