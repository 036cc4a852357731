import java.nio.file.Path;
import java.util.Random;
import java.util.function.LongSupplier;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.qtest.Batch;
import org.qemu.functional.qtest.QTest;

/**
 * Times qtest on a PC that is stopped: QEMU FOLDER COUNT BYTES → ms from launch to the first inb,
 * readl per second one by one, in a batch, MB per second read and written as base64.
 */
final class QtestSpeed {
    private static final long RAM = 0x100000;

    public static void main(String[] args) {
        int count = Integer.parseInt(args[2]);
        int size = Integer.parseInt(args[3]);
        QemuBinary binary = QemuBinary.at(Path.of(args[0]));
        binary.hasAccelerator("qtest"); // which is asked once for all programs, and kept
        long launched = System.nanoTime();
        try (QemuMachine vm = QemuMachine.create(binary, "default", Path.of(args[1]))) {
            vm.addArgs("-machine", "pc", "-nodefaults", "-m", "64M");
            QTest qtest = QTest.launch(vm);
            qtest.inb(0x70);
            double first = (System.nanoTime() - launched) / 1e6;

            qtest.writel(RAM, 0x12345678);
            readEach(qtest, count / 10);
            long start = System.nanoTime();
            readEach(qtest, count);
            double single = count * 1e9 / (System.nanoTime() - start);

            readBatch(qtest, count);
            start = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                readBatch(qtest, count);
            }
            double batch = 10 * count * 1e9 / (System.nanoTime() - start);

            byte[] bytes = new byte[size];
            new Random(1).nextBytes(bytes);
            qtest.bufwrite(RAM, bytes);
            start = System.nanoTime();
            qtest.bufwrite(RAM, bytes);
            double write = size * 1e3 / (System.nanoTime() - start);
            qtest.bufread(RAM, size);
            start = System.nanoTime();
            byte[] back = qtest.bufread(RAM, size);
            double read = size * 1e3 / (System.nanoTime() - start);
            if (!java.util.Arrays.equals(bytes, back)) {
                throw new AssertionError("what was read is not what was written");
            }
            System.out.printf("%.3f %.3f %.3f %.3f %.3f%n", first, single, batch, read, write);
        }
    }

    private static void readEach(QTest qtest, int count) {
        for (int i = 0; i < count; i++) {
            check(qtest.readl(RAM));
        }
    }

    private static void readBatch(QTest qtest, int count) {
        Batch batch = qtest.batch();
        LongSupplier[] values = new LongSupplier[count];
        for (int i = 0; i < count; i++) {
            values[i] = batch.readl(RAM);
        }
        batch.run();
        for (LongSupplier value : values) {
            check(value.getAsLong());
        }
    }

    private static void check(long value) {
        if (value != 0x12345678) {
            throw new AssertionError(Long.toHexString(value));
        }
    }
}
