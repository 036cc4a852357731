import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.qemu.functional.asset.Asset;

/** Fetches assets as a test program does, in an order of its own: SEED (URL HASH)... */
final class FetchAll {
    public static void main(String[] args) {
        List<Asset> assets = new ArrayList<>();
        for (int i = 1; i < args.length; i += 2) {
            assets.add(Asset.of(args[i], args[i + 1]));
        }
        Collections.shuffle(assets, new Random(Long.parseLong(args[0])));
        for (Asset asset : assets) {
            System.out.println(asset.fetch());
        }
    }
}
