package org.qemu.functional.asset;

import java.util.Map;

/** Fetches one asset in another process and prints its progress. */
final class FetchMain {
    private FetchMain() {}

    /** Run with the cache folder, the URL and the hash as arguments. */
    public static void main(String[] args) {
        AssetCache cache = AssetCache.fromEnvironment(Map.of("QEMU_TEST_CACHE_DIR", args[0]));
        System.out.println("asking");
        try {
            boolean fetched = fetch(cache, Asset.of(args[1], args[2]));
            System.out.println(fetched ? "fetched" : "present");
        } catch (AssetException | AssetUnavailableException e) {
            System.out.println("failed: " + e.getMessage());
            System.exit(1);
        }
    }

    private static boolean fetch(AssetCache cache, Asset wanted) {
        return cache.fetch(
                wanted,
                new TransferListener() {
                    @Override
                    public void received(long bytes) {
                        System.out.println("received");
                    }
                });
    }
}
