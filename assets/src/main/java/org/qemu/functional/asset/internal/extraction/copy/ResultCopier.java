package org.qemu.functional.asset.internal.extraction.copy;

import java.io.IOException;
import org.qemu.functional.asset.internal.extraction.store.ExtractionResult;

/** Copies a result to the target of a test. */
public interface ResultCopier {
    /**
     * Copy a result.
     *
     * @return {@code false}, with nothing done, if the target already contains something that only
     *     a direct extraction can handle
     */
    boolean deliver(ExtractionResult result) throws IOException, InterruptedException;
}
