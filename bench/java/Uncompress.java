import java.nio.file.Path;
import org.qemu.functional.archive.Archives;

/** Times how one file is uncompressed in a new process: FILE TARGET → milliseconds. */
final class Uncompress {
    public static void main(String[] args) {
        long start = System.nanoTime();
        Archives.uncompress(Path.of(args[0]), null, args[0], Path.of(args[1]));
        System.out.println((System.nanoTime() - start) / 1_000_000);
    }
}
