package org.qemu.functional.files;

import java.nio.file.Files;
import java.nio.file.Path;

/** Creates a folder for sockets in another process, prints it and waits. */
final class SocketMain {
    private SocketMain() {}

    /** Run with the parent folder as argument. */
    public static void main(String[] args) throws Exception {
        SocketDirectory sockets = SocketDirectory.below(Path.of(args[0]));
        Files.createFile(sockets.socket("mon"));
        System.out.println(sockets.path());
        System.in.read();
    }
}
