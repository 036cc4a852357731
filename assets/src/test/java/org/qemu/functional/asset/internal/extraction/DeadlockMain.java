package org.qemu.functional.asset.internal.extraction;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Fills one entry in another process, while another thread of it waits for another entry. */
final class DeadlockMain {
    private DeadlockMain() {}

    /**
     * Run with the folder of the fixture to fill, the base, and the folder of the other fixture as
     * arguments.
     */
    public static void main(String[] args) throws Exception {
        Path base = Path.of(args[1]);
        Fixture held = new Fixture(Path.of(args[0]), base);
        Fixture wanted = new Fixture(Path.of(args[2]), base);
        CountDownLatch filling = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ExtractionCache cache =
                held.cache(1 << 30, Stops.at(EntryPublisher.Stage.UNPACKING, filling, goOn));
        Thread filler = new Thread(() -> Fixture.assertWhole(held.extractMember(cache, "to1")));
        filler.start();
        filling.await();
        System.out.println("filling");
        System.in.read();
        Thread waiter =
                new Thread(() -> Fixture.assertWhole(wanted.extractMember(wanted.cache(), "to3")));
        waiter.start();
        System.in.read();
        goOn.countDown();
        filler.join();
        waiter.join();
        System.out.println("done");
    }
}
