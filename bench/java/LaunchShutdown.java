import java.nio.file.Path;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

/**
 * Times launches to a monitor that answers, and shutdowns: BINARY LOGS ROUNDS → two numbers of
 * milliseconds in a line for each round.
 */
final class LaunchShutdown {
    public static void main(String[] args) throws Exception {
        QemuBinary binary = QemuBinary.at(Path.of(args[0]));
        int rounds = Integer.parseInt(args[2]);
        for (int i = 0; i < rounds; i++) {
            QemuMachine vm = QemuMachine.create(binary, "vm" + i, Path.of(args[1]));
            vm.setMachine("none");
            vm.addArgs("-nodefaults");
            long start = System.nanoTime();
            vm.launch();
            long up = System.nanoTime();
            vm.shutdown();
            long down = System.nanoTime();
            System.out.printf("%.3f %.3f%n", (up - start) / 1e6, (down - up) / 1e6);
        }
    }
}
