package org.qemu.functional.files;

import java.nio.file.Files;
import java.nio.file.Path;

/** Program of another process that makes a folder for sockets, prints it and waits. */
final class SocketMain {
    private SocketMain() {}

    /** Takes the folder in which to make it. */
    public static void main(String[] args) throws Exception {
        SocketDirectory sockets = SocketDirectory.below(Path.of(args[0]));
        Files.createFile(sockets.socket("mon"));
        System.out.println(sockets.path());
        System.in.read();
    }
}
