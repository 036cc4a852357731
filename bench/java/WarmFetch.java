import java.nio.file.Path;
import org.qemu.functional.asset.Asset;

/** Times fetches of an asset that is in the cache: URL HASH ROUNDS → microseconds, one a line. */
final class WarmFetch {
    public static void main(String[] args) {
        Asset asset = Asset.of(args[0], args[1]);
        long[] nanos = new long[Integer.parseInt(args[2])];
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            Path file = asset.fetch();
            nanos[i] = System.nanoTime() - start;
            if (!file.endsWith(args[1])) {
                throw new AssertionError(file);
            }
        }
        for (long each : nanos) {
            System.out.println(each / 1000);
        }
    }
}
