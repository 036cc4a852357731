package org.qemu.functional.machine.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.qemu.functional.machine.internal.launch.InheritedDescriptors;

/** The file of a socket that a daemon serves in each of its runs. */
final class SocketFile {
    private SocketFile() {}

    /**
     * Listen on a socket that a program inherits, in place of one of an earlier run.
     *
     * @return the number of its descriptor in the program
     */
    static int listen(InheritedDescriptors descriptors, Path socket) throws IOException {
        Files.deleteIfExists(socket);
        return descriptors.addListener(socket);
    }
}
