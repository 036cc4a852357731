package org.qemu.functional.extraction;

import java.io.IOException;

/** Brings a copy of a result to where a test wants it. */
interface ResultCopier {
    /**
     * Copies.
     *
     * @return {@code false}, with nothing done, if what is at the target already needs the rules of
     *     unpacking
     */
    boolean deliver(ExtractionResult result) throws IOException, InterruptedException;
}
