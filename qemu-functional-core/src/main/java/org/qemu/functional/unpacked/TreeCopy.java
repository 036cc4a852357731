package org.qemu.functional.unpacked;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Copies a tree without the help of other programs. */
final class TreeCopy {
    private TreeCopy() {}

    /** Copies to {@code target}, which must not exist. */
    static void copy(Result result, Path target) throws IOException, InterruptedException {
        List<Node> nodes = result.manifest().nodes();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            Path copy = target.resolve(node.path());
            if (node.state().isDirectory()) {
                Files.createDirectory(copy);
                Permissions.set(copy, node.state());
            } else if (node.state().isSymbolicLink()) {
                Files.createSymbolicLink(copy, Files.readSymbolicLink(result.file(node)));
            } else if (node.first() < i) {
                Files.createLink(copy, target.resolve(nodes.get(node.first()).path()));
            } else {
                copyFile(result, node, copy);
            }
        }
    }

    private static void copyFile(Result result, Node node, Path copy)
            throws IOException, InterruptedException {
        Files.createFile(copy);
        FileCopy.copy(result.file(node), copy, node.state().size(), result.manifest().isSparse());
        Permissions.giveBackWrite(copy, node.state());
        Files.setLastModifiedTime(copy, Files.getLastModifiedTime(result.file(node)));
    }
}
