import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.qemu.functional.archive.ArchiveException;
import org.qemu.functional.archive.Archives;
import org.qemu.functional.archive.ExtractionLimits;

/**
 * Unpacks archives that were changed at random: FORMAT SECONDS SEED SCRATCH ARCHIVE…. Ends with 1
 * if anything but an ArchiveException came of it, memory ran out, or an archive took a minute; what
 * did so is kept in SCRATCH.
 */
final class FuzzArchives {
    private static final int LONGEST = 400_000;
    private static final long HANG = TimeUnit.SECONDS.toNanos(60);
    private static final int[] BYTES = {0, 1, 0x7f, 0x80, 0xff, '0', '7', '9', ' ', '/', '.'};

    private final String format;
    private final long seed;
    private final Path scratch;
    private final List<byte[]> archives = new ArrayList<>();
    private volatile long began;
    private volatile long number;
    private int finds;
    private long good;

    private FuzzArchives(String format, long seed, Path scratch) {
        this.format = format;
        this.seed = seed;
        this.scratch = scratch;
    }

    public static void main(String[] args) throws IOException {
        FuzzArchives fuzz = new FuzzArchives(args[0], Long.parseLong(args[2]), Path.of(args[3]));
        for (String file : Arrays.asList(args).subList(4, args.length)) {
            byte[] bytes = Files.readAllBytes(Path.of(file));
            if (bytes.length > 0 && bytes.length < LONGEST) {
                fuzz.archives.add(bytes);
            }
        }
        System.exit(fuzz.run(TimeUnit.SECONDS.toNanos(Long.parseLong(args[1]))) ? 0 : 1);
    }

    private boolean run(long nanos) throws IOException {
        began = System.nanoTime();
        watch();
        long end = began + nanos;
        for (number = 0; System.nanoTime() < end; number++) {
            byte[] bytes = mutate(new Random(seed + number));
            Path file = Files.write(scratch.resolve("in"), bytes);
            began = System.nanoTime();
            String wrong = unpack(file);
            if (!wrong.isEmpty()) {
                tell(wrong);
            }
            delete(scratch.resolve("out"));
        }
        System.out.printf(
                "%-10s %7d archives, %6d unpacked, %d finds, seed %d%n",
                format, number, good, finds, seed);
        return finds == 0;
    }

    private void watch() {
        Thread thread =
                new Thread(
                        () -> {
                            while (System.nanoTime() - began < HANG) {
                                try {
                                    Thread.sleep(1000);
                                } catch (InterruptedException e) {
                                    return;
                                }
                            }
                            tell("it takes more than a minute");
                            Runtime.getRuntime().halt(1);
                        });
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized void tell(String wrong) {
        finds++;
        Path kept = scratch.resolve("find-" + format + "-" + number);
        PrintStream out = System.out;
        out.printf("%s: number %d of seed %d, kept as %s: %s%n", format, number, seed, kept, wrong);
        try {
            Files.copy(scratch.resolve("in"), kept);
        } catch (IOException e) {
            out.println("not kept: " + e);
        }
    }

    /** Returns what is wrong, "" if nothing is. */
    private String unpack(Path file) throws IOException {
        ExtractionLimits limits = ExtractionLimits.DEFAULT.withSize(64 << 20).withMembers(3000);
        Path out = scratch.resolve("out");
        try {
            if (format.endsWith("ed")) {
                Archives.uncompress(file, format.substring(0, format.length() - 2), "", out, limits);
            } else if (number % 4 == 0) {
                Archives.extractMember(file, format, "", "nil", out, limits);
            } else {
                Archives.extract(file, format, "", out, limits);
            }
            good++;
        } catch (ArchiveException e) {
            return judge(e);
        } catch (Throwable e) {
            e.printStackTrace();
            return "it throws " + e;
        }
        return "";
    }

    private static String judge(ArchiveException e) {
        String message = e.getMessage();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Error) {
                cause.printStackTrace();
                return "it is due to " + cause;
            }
        }
        if (message.length() > 4000 || message.chars().anyMatch(Character::isISOControl)) {
            return "its message is of %d characters, or has such as control a terminal"
                    .formatted(message.length());
        }
        return message.contains("java.") || message.contains("Exception")
                ? "it has a class for a reason: " + message
                : "";
    }

    private byte[] mutate(Random random) {
        byte[] bytes = archives.get(random.nextInt(archives.size())).clone();
        int changes = 1 + random.nextInt(8);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            // Headers are at the beginning, or at the end: half of the changes are there.
            int at = random.nextInt(bytes.length);
            if (random.nextBoolean()) {
                at %= Math.min(bytes.length, 1024);
                at = random.nextInt(4) == 0 ? bytes.length - 1 - at : at;
            }
            bytes = change(bytes, at, random);
        }
        if (format.equals("tar") && random.nextInt(8) > 0) {
            for (int at = 0; at + 512 <= bytes.length; at += 512) {
                sum(bytes, at);
            }
        }
        if (format.equals("7z") && random.nextInt(8) > 0) {
            sumSevenZip(bytes);
        }
        return bytes;
    }

    /** Makes both checksums of a 7z right: of its list, and of where that is. */
    private static void sumSevenZip(byte[] bytes) {
        if (bytes.length < 32) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long at = 32 + buffer.getLong(12);
        long length = buffer.getLong(20);
        CRC32 crc = new CRC32();
        if (at >= 32 && length > 0 && at <= bytes.length && length <= bytes.length - at) {
            crc.update(bytes, (int) at, (int) length);
            buffer.putInt(28, (int) crc.getValue());
        }
        crc.reset();
        crc.update(bytes, 12, 20);
        buffer.putInt(8, (int) crc.getValue());
    }

    private byte[] change(byte[] bytes, int at, Random random) {
        int length = Math.min(1 + random.nextInt(1 << random.nextInt(12)), bytes.length - at);
        switch (random.nextInt(9)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1, 2 -> bytes[at] = (byte) BYTES[random.nextInt(BYTES.length)];
            case 3 -> Arrays.fill(bytes, at, at + length, (byte) BYTES[random.nextInt(5)]);
            case 4 -> bytes[at] = (byte) random.nextInt(256);
            case 5 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 6 -> { // left out
                byte[] less = Arrays.copyOf(bytes, bytes.length - length);
                System.arraycopy(bytes, at + length, less, at, less.length - at);
                return less;
            }
            case 7 -> { // twice
                byte[] more = Arrays.copyOf(bytes, bytes.length + length);
                System.arraycopy(bytes, at, more, at + length, bytes.length - at);
                return more.length < LONGEST ? more : bytes;
            }
            default -> { // a piece of another one
                byte[] other = archives.get(random.nextInt(archives.size()));
                int from = random.nextInt(other.length);
                int n = Math.min(length, other.length - from);
                System.arraycopy(other, from, bytes, at, Math.min(n, bytes.length - at));
            }
        }
        return bytes;
    }

    /** Makes the checksum right where there may be a header. */
    private static void sum(byte[] bytes, int at) {
        boolean header = bytes[at + 257] == 'u' && bytes[at + 258] == 's';
        if (!header) {
            return;
        }
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? ' ' : bytes[at + i] & 0xff;
        }
        byte[] text = "%06o\0 ".formatted(sum).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, bytes, at + 148, 8);
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                    Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
                }
                Files.delete(each);
            }
        }
    }
}
