package org.qemu.functional.download;

import java.io.IOException;

/** Tells that it is this host that cannot keep what comes. */
final class LocalFault extends IOException {
    private static final long serialVersionUID = 1;

    LocalFault(IOException cause) {
        super(cause.getMessage(), cause);
    }

    LocalFault(String message) {
        super(message);
    }

    /** Work on the file that is filled. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** Keeps a fault of this disk apart from one of the network. */
    static void during(Work work) throws LocalFault {
        try {
            work.run();
        } catch (IOException e) {
            throw new LocalFault(e);
        }
    }
}
