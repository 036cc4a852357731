package org.qemu.functional.asset.internal.extraction.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.List;
import org.qemu.functional.asset.internal.extraction.manifest.ManifestEntry;
import org.qemu.functional.asset.internal.extraction.manifest.Permissions;
import org.qemu.functional.asset.internal.extraction.store.ExtractionResult;

/** Copies a tree without external programs. */
final class TreeCopy {
    private TreeCopy() {}

    /** Copy to {@code target}, which must not exist. */
    static void copy(ExtractionResult result, Path target)
            throws IOException, InterruptedException {
        List<ManifestEntry> nodes = result.manifest().nodes();
        for (int i = 0; i < nodes.size(); i++) {
            ManifestEntry node = nodes.get(i);
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
        for (ManifestEntry node : nodes) {
            if (!node.state().isFile()) {
                copyTime(result.file(node), target.resolve(node.path()));
            }
        }
    }

    /** Copy the time of a link, or of a folder, which changes whenever a file is created in it. */
    private static void copyTime(Path file, Path copy) throws IOException {
        Files.getFileAttributeView(copy, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS), null, null);
    }

    private static void copyFile(ExtractionResult result, ManifestEntry node, Path copy)
            throws IOException, InterruptedException {
        Files.createFile(copy);
        FileCopy.copy(result.file(node), copy, node.state().size(), result.manifest().isSparse());
        Permissions.giveBackWrite(copy, node.state());
        Files.setLastModifiedTime(copy, Files.getLastModifiedTime(result.file(node)));
    }
}
