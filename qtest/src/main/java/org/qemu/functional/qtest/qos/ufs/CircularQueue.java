package org.qemu.functional.qtest.qos.ufs;

import java.nio.ByteOrder;
import java.time.Duration;
import org.qemu.functional.qtest.Poll;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.GuestAllocator;

/** The first of several submission queues, and its completion queue (UFSHCI 4.0, 6). */
final class CircularQueue implements TransferList {
    /** The number of entries of each queue; one of them is always empty. */
    static final int ENTRIES = 32;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int BYTES = ENTRIES * DESCRIPTOR;
    private static final int SUBMISSION = 0x00;
    private static final int COMPLETION = 0x20;
    private static final int BASE = 0x04;
    private static final int BASE_HIGH = 0x08;

    /** Where the registers with head and tail are. */
    private static final int POINTERS = 0x0c;

    private static final int TAIL = 4;
    private static final long ENABLE = 1L << 31;

    /** The offset of the status in a completion. */
    private static final int COMPLETION_STATUS = 16;

    private final QTest qtest;
    private final long submissions;
    private final long completions;
    private final Register submissionTail;
    private final Register completionHead;
    private final Register completionTail;

    /**
     * Create the queue and enable it.
     *
     * @param configuration the offset of its configuration in the registers
     */
    CircularQueue(QTest qtest, GuestAllocator memory, Region registers, long configuration) {
        this.qtest = qtest;
        this.submissions = memory.alloc(BYTES);
        this.completions = memory.alloc(BYTES);
        // Completions first, because the submission queue refers to them.
        long completionPointers = enable(registers, configuration + COMPLETION, completions);
        long submissionPointers = enable(registers, configuration + SUBMISSION, submissions);
        this.submissionTail = registers.registerl("SQTP", submissionPointers + TAIL);
        this.completionHead = registers.registerl("CQHP", completionPointers);
        this.completionTail = registers.registerl("CQTP", completionPointers + TAIL);
    }

    private static long enable(Region registers, long at, long base) {
        registers.writel(at + BASE, base);
        registers.writel(at + BASE_HIGH, base >>> 32);
        // The size is in words of 4 bytes, less 1.
        registers.writel(at, ENABLE | BYTES / 4 - 1);
        return registers.readl(at + POINTERS);
    }

    @Override
    public int depth() {
        return ENTRIES - 1;
    }

    @Override
    public void submit(byte[] descriptor) {
        long tail = submissionTail.read();
        qtest.bufwrite(submissions + tail, descriptor);
        submissionTail.write((tail + DESCRIPTOR) % BYTES);
    }

    @Override
    public int await() {
        long head = completionHead.read();
        if (!Poll.until(TIMEOUT, () -> completionTail.read() != head)) {
            throw new AssertionError(
                    "the UFS controller completes no request within %d s; the head of the completions is 0x%x"
                            .formatted(TIMEOUT.toSeconds(), head));
        }
        int status =
                qtest.memory(ByteOrder.LITTLE_ENDIAN).readb(completions + head + COMPLETION_STATUS);
        completionHead.write((head + DESCRIPTOR) % BYTES);
        return status;
    }
}
