package org.qemu.functional.extraction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.qemu.functional.files.Folders;

/** Brings a whole tree into a folder, which may have files already. */
record TreeResultCopier(Path folder) implements ResultCopier {
    /** With so few files, Java has copied them in the time that {@code cp} takes to start. */
    private static final int FEW = 200;

    @Override
    public boolean deliver(ExtractionResult result) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        TreeMerger merge = new TreeMerger(folder.toRealPath());
        if (!merge.accepts(result.content())) {
            return false;
        }
        // Copied beside and moved, so that cp never meets what is there, such as a link.
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
