import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.qemu.functional.asset.Asset;

/** Stands for a test class with the assets that the file in BENCH_ASSETS lists: URL, blank, hash. */
final class ManyAssets {
    static final List<Asset> ASSETS = read();

    private static List<Asset> read() {
        try {
            return Files.readAllLines(Path.of(System.getenv("BENCH_ASSETS"))).stream()
                    .map(line -> line.split(" "))
                    .map(parts -> Asset.of(parts[0], parts[1]))
                    .toList();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
