package org.qemu.functional.asset.internal.extraction.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.qemu.functional.asset.internal.extraction.store.ExtractionResult;
import org.qemu.functional.files.Folders;

/** Copies a whole tree into a folder, which may already contain files. */
public record TreeResultCopier(Path folder) implements ResultCopier {
    /** For so few files, Java finishes copying in the time that {@code cp} takes to start. */
    private static final int FEW = 200;

    @Override
    public boolean deliver(ExtractionResult result) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        TreeMerger merge = new TreeMerger(folder.toRealPath());
        if (!merge.accepts(result.content())) {
            return false;
        }
        // Copy to a folder beside it and move, so that cp never encounters existing files or links.
        Path part =
                folder.toRealPath()
                        .resolve(
                                ".part-"
                                        + Long.toHexString(ThreadLocalRandom.current().nextLong()));
        try {
            copy(result, part);
            merge.move(part);
        } finally {
            Folders.delete(part);
        }
        return true;
    }

    private static void copy(ExtractionResult result, Path part)
            throws IOException, InterruptedException {
        boolean cheap =
                result.manifest().nodes().size() < FEW
                        && result.manifest().bytes() < FileCopy.WORTH_A_PROCESS;
        if (!cheap && Coreutils.copyTree(result.content(), part) && Coreutils.giveWrite(part)) {
            result.checkNothingRemoved();
            return;
        }
        Folders.delete(part);
        TreeCopy.copy(result, part);
    }
}
