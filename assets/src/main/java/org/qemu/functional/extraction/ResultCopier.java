package org.qemu.functional.extraction;

import java.io.IOException;

/** Copies a result to the target of a test. */
interface ResultCopier {
    /**
     * Copy a result.
     *
     * @return {@code false}, with nothing done, if the target already contains something that only
     *     a direct extraction can handle
     */
    boolean deliver(ExtractionResult result) throws IOException, InterruptedException;
}
