package org.qemu.functional.extraction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Brings one file to its place, where it appears whole and replaces what is there.
 *
 * @param name of the file in the folder, maybe with folders before it
 * @param asIfNew whether to leave mode and time as those of a new file
 */
record FileResultCopier(Path folder, String name, boolean asIfNew) implements ResultCopier {
    /** Tells whether a name is one of a file below a folder, without climbing. */
    static boolean isPlain(String name) {
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

    /** Makes the folders above; {@code null} if a link or file is in the way. */
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
