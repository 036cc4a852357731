package org.qemu.functional.qtest.qos.nvme;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.qemu.functional.qtest.Poll;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.GuestAllocator;

/**
 * A submission queue with a completion queue of its own, both with the same number ("NVM Express
 * Base Specification" 1.4, 4.1).
 */
public final class NvmeQueue {
    /** The number of entries of each queue; one of them is always empty. */
    public static final int ENTRIES = 8;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int COMPLETION = 16;

    /** The offset of the word with the number of the command, the phase and the status. */
    private static final int STATUS = 12;

    private static final int PHASE = 1 << 16;

    private final QTest qtest;
    private final int number;
    private final long commands;
    private final long completions;
    private final Register tailDoorbell;
    private final Register headDoorbell;
    private int tail;
    private int head;
    private int phase = PHASE;
    private int lastId;

    NvmeQueue(
            QTest qtest, GuestAllocator memory, int number, Register tailBell, Register headBell) {
        this.qtest = qtest;
        this.number = number;
        this.tailDoorbell = tailBell;
        this.headDoorbell = headBell;
        this.commands = memory.alloc(GuestAllocator.PAGE);
        this.completions = memory.alloc(GuestAllocator.PAGE);
        qtest.memset(completions, GuestAllocator.PAGE, 0);
    }

    /** Return its number; 0 for the administration queue. */
    public int number() {
        return number;
    }

    /** Return the register with the tail of the submission queue. */
    public Register tailDoorbell() {
        return tailDoorbell;
    }

    long commands() {
        return commands;
    }

    long completions() {
        return completions;
    }

    /** Submit a command and return its number, which its completion has. */
    public int submit(NvmeCommand command) {
        lastId = lastId % 0xffff + 1;
        qtest.bufwrite(commands + (long) NvmeCommand.SIZE * tail, command.bytes(lastId));
        tail = (tail + 1) % ENTRIES;
        tailDoorbell.write(tail);
        return lastId;
    }

    /**
     * Wait for the next completion.
     *
     * @throws AssertionError if there is none within 10 s
     */
    public NvmeCompletion await() {
        if (!Poll.until(TIMEOUT, this::hasCompletion)) {
            throw new AssertionError(
                    "the NVMe controller completes no command in queue %d within %d s; %d were submitted"
                            .formatted(number, TIMEOUT.toSeconds(), lastId));
        }
        ByteBuffer entry =
                ByteBuffer.wrap(qtest.bufread(completion(), COMPLETION))
                        .order(ByteOrder.LITTLE_ENDIAN);
        head = (head + 1) % ENTRIES;
        if (head == 0) {
            phase ^= PHASE;
        }
        headDoorbell.write(head);
        int status = entry.getInt(STATUS);
        return new NvmeCompletion(
                status & 0xffff, status >>> 17 & 0x7ff, Integer.toUnsignedLong(entry.getInt(0)));
    }

    /** Return whether a command has completed whose completion was not returned yet. */
    public boolean hasCompletion() {
        long status = qtest.memory(ByteOrder.LITTLE_ENDIAN).readl(completion() + STATUS);
        return (status & PHASE) == phase;
    }

    private long completion() {
        return completions + (long) COMPLETION * head;
    }

    /**
     * Execute a command and return its completion.
     *
     * @throws AssertionError if it does not complete within 10 s, or if another command completes
     */
    public NvmeCompletion execute(NvmeCommand command) {
        int id = submit(command);
        NvmeCompletion completion = await();
        if (completion.id() != id) {
            throw new AssertionError(
                    "command %d completed instead of %d, %s"
                            .formatted(completion.id(), id, command));
        }
        return completion;
    }

    /**
     * Execute a command and return its result.
     *
     * @throws AssertionError if it fails
     */
    public long run(NvmeCommand command) {
        NvmeCompletion completion = execute(command);
        if (completion.status() != 0) {
            throw new AssertionError(
                    "%s failed with status 0x%03x".formatted(command, completion.status()));
        }
        return completion.result();
    }
}
