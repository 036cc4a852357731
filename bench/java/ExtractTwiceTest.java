import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuBaseTest;
import org.qemu.functional.asset.Asset;

/** Times two extractions of one member, BENCH_MEMBER of BENCH_URL with BENCH_HASH. */
class ExtractTwiceTest extends QemuBaseTest {
    static final Asset ARCHIVE =
            Asset.of(System.getenv("BENCH_URL"), System.getenv("BENCH_HASH"));

    @Test
    void extracts() throws Exception {
        ARCHIVE.fetch(); // its hash is not what is measured
        String times = "milliseconds";
        for (int i = 0; i < 2; i++) {
            long start = System.nanoTime();
            Path file = archiveExtract(ARCHIVE, null, "n" + i, System.getenv("BENCH_MEMBER"));
            times += " %.2f".formatted((System.nanoTime() - start) / 1e6);
            if (Files.size(file) != Long.parseLong(System.getenv("BENCH_SIZE"))) {
                throw new AssertionError(file + " has " + Files.size(file) + " bytes");
            }
        }
        System.err.println(times);
    }
}
