import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.qemu.functional.guest.Guest;
import org.qemu.functional.guest.GuestImage;
import org.qemu.functional.guest.Template;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

/**
 * Prints what bench/clone compares, a name and a number a line. Arguments: a QEMU, a folder, how many runs.
 */
public final class CloneSpeed {
    private static final int[] NUMBERS = {1, 5, 20, 50};
    private static final int COMMANDS = 300;
    private static final int MEGABYTES = 100;

    private final Path folder;
    private final QemuBinary binary;
    private int machines;

    private CloneSpeed(QemuBinary binary, Path folder) {
        this.binary = binary;
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        new CloneSpeed(QemuBinary.at(Path.of(args[0])), Path.of(args[1])).run(Integer.parseInt(args[2]));
    }

    private QemuMachine machine() {
        return QemuMachine.create(binary, "vm" + ++machines, folder);
    }

    private Guest boot() {
        return Guest.with(machine(), GuestImage.linux("x86_64")).memory(128).boot();
    }

    private Template template() {
        return Guest.with(machine(), GuestImage.linux("x86_64")).memory(128).template();
    }

    private void run(int runs) throws Exception {
        GuestImage.linux("x86_64").build();
        long start = System.nanoTime();
        try (Template template = template()) {
            print("template", start);
            start = System.nanoTime();
            template();
            print("template again", start);
            for (int i = 0; i < runs + 1; i++) {
                rounds(template, i > 0);
            }
            talk(template);
        }
    }

    private void rounds(Template template, boolean counts) throws Exception {
        for (int number : NUMBERS) {
            long[] resident = new long[1];
            long start = System.nanoTime();
            List<Guest> guests = clones(template, number);
            long up = System.nanoTime();
            if (number >= 20) {
                resident[0] = residentPerClone(guests);
            }
            long close = System.nanoTime();
            for (Guest guest : guests) {
                guest.close();
            }
            long took = up - start + System.nanoTime() - close;
            if (counts) {
                System.out.printf("clones %d=%f%n", number, took / 1e6);
                if (number >= 20) {
                    System.out.printf("memory %d=%f%n", number, resident[0] / 1024.0);
                }
            }
        }
        template.park(5);
        if (template.awaitParked() != 5) {
            throw new AssertionError("the host has no memory for five parked clones");
        }
        template.park(0);
        long start = System.nanoTime();
        clones(template, 5).forEach(Guest::close);
        if (counts) {
            print("clones parked", start);
        }
        start = System.nanoTime();
        for (int i = 0; i < 5; i++) {
            try (Guest guest = template.clone()) {
                guest.run("true").check();
            }
        }
        if (counts) {
            print("clones one by one", start);
        }
        start = System.nanoTime();
        for (int i = 0; i < 5; i++) {
            try (Guest guest = boot()) {
                guest.run("true").check();
            }
        }
        if (counts) {
            print("boots", start);
        }
    }

    /** So many clones at once, in each of which a command was run. */
    private List<Guest> clones(Template template, int number) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(number, 8));
        List<Future<Guest>> all = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            all.add(
                    pool.submit(
                            () -> {
                                Guest guest = template.clone();
                                guest.run("true").check();
                                return guest;
                            }));
        }
        List<Guest> guests = new ArrayList<>();
        for (Future<Guest> guest : all) {
            guests.add(guest.get());
        }
        pool.shutdown();
        return guests;
    }

    /** In KiB: what each clone has to itself of what is shared (Pss of proc(5)). */
    private static long residentPerClone(List<Guest> guests) throws IOException {
        long sum = 0;
        for (Guest guest : guests) {
            for (String line : Files.readAllLines(Path.of("/proc/" + guest.vm().pid() + "/smaps_rollup"))) {
                if (line.startsWith("Pss:")) {
                    sum += Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        }
        return sum / guests.size();
    }

    private void talk(Template template) throws IOException {
        try (Guest guest = template.clone()) {
            roundTrip(guest, "command", "true");
            roundTrip(guest, "command in a shell", "x=1");
        }
        try (Guest guest = Guest.with(machine(), GuestImage.linux("x86_64")).memory(512).boot()) {
            guest.run("dd if=/dev/urandom of=/tmp/one bs=1M count=1 2>/dev/null; i=0;"
                            + " while [ $i -lt " + MEGABYTES + " ]; do cat /tmp/one; i=$((i + 1)); done > /tmp/all")
                    .check();
            String sum = guest.run("md5sum < /tmp/all").check().stdout();
            Path copy = folder.resolve("all");
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                guest.get("/tmp/all", copy);
                rate("get", start);
                start = System.nanoTime();
                guest.put(copy, "/tmp/all");
                rate("put", start);
            }
            if (!sum.equals(guest.run("md5sum < /tmp/all").check().stdout())) {
                throw new AssertionError("what was copied is not what it was");
            }
        }
    }

    private static void roundTrip(Guest guest, String what, String script) {
        long[] took = new long[COMMANDS];
        for (int i = -COMMANDS; i < COMMANDS; i++) {
            long start = System.nanoTime();
            guest.run(script);
            if (i >= 0) {
                took[i] = System.nanoTime() - start;
            }
        }
        Arrays.sort(took);
        System.out.printf("%s=%f%n", what, took[COMMANDS / 2] / 1e6);
    }

    private static void rate(String what, long start) {
        System.out.printf("%s=%f%n", what, MEGABYTES * 1.048576e9 / (System.nanoTime() - start));
    }

    private static void print(String what, long start) {
        System.out.printf("%s=%f%n", what, (System.nanoTime() - start) / 1e6);
    }
}
