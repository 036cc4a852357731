package org.qemu.functional.qtest.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.qtest.Batch;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Width;

/**
 * Reads and writes registers at random, and finds the shortest of what it did by which QEMU dies or
 * a condition of the test's own breaks. The same seed does the same on every host.
 *
 * <pre>{@code
 * new RegisterFuzz(42, () -> QTest.launch(newVm("-machine", "pc")))
 *         .ports(0x1f0, 8)
 *         .run(5_000);
 * }</pre>
 */
public final class RegisterFuzz {
    /**
     * The number of accesses that are sent together; the condition is checked after each such
     * group.
     */
    static final int AT_ONCE = 500;

    /** The maximum number of trials for a hang: enough for its first access among thousands. */
    static final int TRIALS_OF_A_HANG = 16;

    private static final List<Width> PORT_WIDTHS = List.of(Width.B, Width.W, Width.L);
    private static final List<Width> MEMORY_WIDTHS = List.of(Width.values());

    private final long seed;
    private final Supplier<QTest> machines;
    private final List<Range> ranges = new ArrayList<>();
    private Consumer<QTest> preparation = any -> {};
    private Consumer<QTest> condition = any -> {};

    private record Range(boolean port, long begin, long size, List<Width> widths) {}

    /**
     * Create a fuzzer.
     *
     * @param seed the seed of the random numbers
     * @param machines launches a new machine at each call, always with the same configuration
     */
    public RegisterFuzz(long seed, Supplier<QTest> machines) {
        this.seed = seed;
        this.machines = machines;
    }

    /** Add a range of ports. */
    public RegisterFuzz ports(int first, int count) {
        ranges.add(new Range(true, first, count, PORT_WIDTHS));
        return this;
    }

    /** Add a range of memory. */
    public RegisterFuzz memory(long begin, long size) {
        ranges.add(new Range(false, begin, size, MEMORY_WIDTHS));
        return this;
    }

    /** Add an action that prepares each machine, such as enabling a device. */
    public RegisterFuzz prepare(Consumer<QTest> action) {
        preparation = action;
        return this;
    }

    /**
     * Add a condition besides the survival of QEMU: an assertion that is checked repeatedly and
     * must not change any state.
     */
    public RegisterFuzz check(Consumer<QTest> assertion) {
        condition = assertion;
        return this;
    }

    /**
     * Run the fuzzer.
     *
     * @param count the number of accesses
     * @throws FuzzFailure if QEMU died or the condition failed; the message has a test that
     *     reproduces it
     * @throws IllegalStateException if no range was added
     */
    public void run(int count) {
        if (ranges.isEmpty()) {
            throw new IllegalStateException(
                    "there is nothing to fuzz; call ports() or memory() first");
        }
        List<Operation> operations = operations(count);
        Throwable failure = play(operations);
        if (failure != null) {
            // Each trial with a QEMU that hangs takes as long as the time limit for a reply.
            int trials = isHang(failure) ? TRIALS_OF_A_HANG : Shrinker.MOST_TRIALS;
            Shrinker shrinker = new Shrinker(candidate -> play(candidate) != null, trials);
            List<Operation> shortest = shrinker.shrink(operations);
            Throwable last = play(shortest);
            throw new FuzzFailure(seed, count, shortest, last == null ? failure : last);
        }
    }

    private static boolean isHang(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof TimeoutException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    private List<Operation> operations(int count) {
        Random random = new Random(seed);
        List<Operation> operations = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            operations.add(operation(random));
        }
        return operations;
    }

    private Operation operation(Random random) {
        Range range = ranges.get(random.nextInt(ranges.size()));
        boolean write = random.nextBoolean();
        List<Width> fit =
                range.widths().stream().filter(width -> width.bytes() <= range.size()).toList();
        Width width = fit.get(random.nextInt(fit.size()));
        long places = range.size() / width.bytes();
        long address = range.begin() + width.bytes() * Math.floorMod(random.nextLong(), places);
        Operation.Kind kind =
                range.port()
                        ? write ? Operation.Kind.OUT : Operation.Kind.IN
                        : write ? Operation.Kind.WRITE : Operation.Kind.READ;
        return new Operation(kind, width, address, write ? value(random) & width.mask() : 0);
    }

    /**
     * Return a value: single bits and boundary values find more than uniformly distributed numbers.
     */
    private static long value(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 1L << random.nextInt(64);
            case 1 -> random.nextBoolean() ? 0 : -1;
            case 2 -> random.nextInt(256);
            default -> random.nextLong();
        };
    }

    /** Run operations on a new machine, and return the failure. */
    private @Nullable Throwable play(List<Operation> operations) {
        QTest qtest = machines.get();
        try {
            preparation.accept(qtest);
            for (int from = 0; from < operations.size(); from += AT_ONCE) {
                Batch batch = qtest.batch();
                operations
                        .subList(from, Math.min(operations.size(), from + AT_ONCE))
                        .forEach(operation -> operation.addTo(batch));
                batch.run();
                // QEMU delays some of its exits until it has answered the commands that were sent
                // together.
                qtest.interrupts();
                condition.accept(qtest);
            }
            return null;
        } catch (AssertionError e) {
            return e;
        } finally {
            qtest.vm().kill();
        }
    }
}
