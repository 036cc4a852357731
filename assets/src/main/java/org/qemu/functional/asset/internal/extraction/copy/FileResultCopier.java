package org.qemu.functional.asset.internal.extraction.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.extraction.manifest.ManifestEntry;
import org.qemu.functional.asset.internal.extraction.manifest.Permissions;
import org.qemu.functional.asset.internal.extraction.store.ExtractionResult;

/**
 * Copies one file to its target, where it appears complete and replaces an existing file.
 *
 * @param name name of the file in the folder, optionally with parent folders
 * @param asIfNew whether to give it the mode and time of a new file
 */
public record FileResultCopier(Path folder, String name, boolean asIfNew) implements ResultCopier {
    /** Return whether a name is that of a file below a folder, without {@code ..}. */
    public static boolean isPlain(String name) {
        List<String> parts = Arrays.asList(name.split("/", -1));
        return !name.startsWith("/")
                && !parts.contains("..")
                && !parts.stream().allMatch(part -> part.isEmpty() || part.equals("."));
    }

    @Override
    public boolean deliver(ExtractionResult result) throws IOException, InterruptedException {
        Path target = target();
        if (target == null) {
            return false;
        }
        ManifestEntry node = result.manifest().nodes().get(0);
        Path part =
                target.resolveSibling(
                        ".part-" + Long.toHexString(ThreadLocalRandom.current().nextLong()));
        try {
            Files.createFile(part);
            FileCopy.copy(
                    result.content(), part, node.state().size(), result.manifest().isSparse());
            if (!asIfNew) {
                Permissions.giveBackWrite(part, node.state());
                Files.setLastModifiedTime(part, Files.getLastModifiedTime(result.content()));
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        return true;
    }

    /** Create the parent folders; return {@code null} if a link or file has the name of one. */
    private @Nullable Path target() throws IOException {
        Files.createDirectories(folder);
        Path target = folder.toRealPath();
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(target);
            } else if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            target = target.resolve(part);
        }
        return Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS) ? null : target;
    }
}
