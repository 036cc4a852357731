package org.qemu.functional.asset.internal.extraction;

import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Pauses filling at a stage. */
final class Stops {
    private Stops() {}

    static Consumer<EntryPublisher.Stage> at(
            EntryPublisher.Stage wanted, CountDownLatch reached, CountDownLatch goOn) {
        return stage -> {
            if (stage == wanted) {
                reached.countDown();
                await(goOn);
            }
        };
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
