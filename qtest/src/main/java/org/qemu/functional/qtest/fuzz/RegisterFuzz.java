package org.qemu.functional.qtest.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
    /** Accesses that are sent at once; the condition is looked at after each so many. */
    static final int AT_ONCE = 500;

    private static final List<Width> PORT_WIDTHS = List.of(Width.B, Width.W, Width.L);
    private static final List<Width> MEMORY_WIDTHS = List.of(Width.values());

    private final long seed;
    private final Supplier<QTest> machines;
    private final List<Range> ranges = new ArrayList<>();
    private Consumer<QTest> preparation = any -> {};
    private Consumer<QTest> condition = any -> {};

    private record Range(boolean port, long begin, long size, List<Width> widths) {}

    /**
     * Prepare to fuzz.
     *
     * @param seed of the random numbers
     * @param machines launches the machine, a new one at each call and always the same
     */
    public RegisterFuzz(long seed, Supplier<QTest> machines) {
        this.seed = seed;
        this.machines = machines;
    }

    /** Access ports. */
    public RegisterFuzz ports(int first, int count) {
        ranges.add(new Range(true, first, count, PORT_WIDTHS));
        return this;
    }

    /** Access memory. */
    public RegisterFuzz memory(long begin, long size) {
        ranges.add(new Range(false, begin, size, MEMORY_WIDTHS));
        return this;
    }

    /** Do something with each machine first, such as enabling a device. */
    public RegisterFuzz prepare(Consumer<QTest> action) {
        preparation = action;
        return this;
    }

    /**
     * Demand more than that QEMU lives: an assertion that is tried again and again, and leaves all
     * as it was.
     */
    public RegisterFuzz check(Consumer<QTest> assertion) {
        condition = assertion;
        return this;
    }

    /**
     * Access registers.
     *
     * @param count how often
     * @throws FuzzFailure if QEMU died or the condition broke: has a test that does it again
     * @throws IllegalStateException if no range was given
     */
    public void run(int count) {
        if (ranges.isEmpty()) {
            throw new IllegalStateException("there is nothing to fuzz; give ports() or memory()");
        }
        List<Operation> operations = operations(count);
        Throwable failure = play(operations);
        if (failure != null) {
            Shrinker shrinker = new Shrinker(candidate -> play(candidate) != null);
            List<Operation> shortest = shrinker.shrink(operations);
            Throwable last = play(shortest);
            throw new FuzzFailure(seed, count, shortest, last == null ? failure : last);
        }
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

    /** Single bits and edges find more than evenly spread numbers. */
    private static long value(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 1L << random.nextInt(64);
            case 1 -> random.nextBoolean() ? 0 : -1;
            case 2 -> random.nextInt(256);
            default -> random.nextLong();
        };
    }

    /** Do it on a new machine, and return what went wrong. */
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
                // QEMU puts some of its exits off until it has answered what it was told at once.
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
