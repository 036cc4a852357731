package org.qemu.functional.tests.faults;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.budget.TestTimeout;

@TestTimeout(seconds = 10)
class Synchronizing extends QemuSystemTest {
    @Test
    void synchronizes() throws InterruptedException {
        ReentrantLock disk = new ReentrantLock();
        ReentrantLock network = new ReentrantLock();
        CountDownLatch both = new CountDownLatch(2);
        Thread writer = new Thread(() -> lock(network, disk, both), "writer");
        writer.setDaemon(true);
        writer.start();
        lock(disk, network, both);
    }

    private static void lock(ReentrantLock first, ReentrantLock second, CountDownLatch both) {
        first.lock();
        try {
            both.countDown();
            both.await();
            second.lock();
            try {
                throw new AssertionError("never reached");
            } finally {
                second.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            first.unlock();
        }
    }
}
