package org.qemu.functional.unpacked;

import java.io.IOException;

/** Brings a copy of a result to where a test wants it. */
interface Delivery {
    /**
     * Copies.
     *
     * @return {@code false}, with nothing done, if what is at the target already needs the rules of
     *     unpacking
     */
    boolean deliver(Result result) throws IOException, InterruptedException;
}
