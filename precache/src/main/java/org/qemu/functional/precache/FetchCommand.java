package org.qemu.functional.precache;

import java.util.concurrent.Callable;
import org.qemu.functional.asset.AssetCache;
import org.qemu.functional.asset.Precache;
import org.qemu.functional.asset.PrecacheResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Fetches what is missing and sums up. */
@Command(
        name = "fetch",
        description = "Fetches the assets that are not in the cache.",
        mixinStandardHelpOptions = true)
final class FetchCommand implements Callable<Integer> {
    private static final int OK = 0;
    private static final int FAILED = 1;

    /** EX_TEMPFAIL of sysexits.h. */
    private static final int TRY_AGAIN = 75;

    @Mixin private final TestAssets assets = new TestAssets();

    @Override
    public Integer call() {
        AssetCache cache = AssetCache.fromEnvironment(System.getenv());
        PrecacheResult result = Precache.into(cache, System.out).fetch(assets.find());
        System.out.printf(
                "%d fetched, %d there already, %d not to be had now, %d failed: %s%n",
                result.fetched().size(),
                result.present().size(),
                result.transientFailures().size(),
                result.permanentFailures().size(),
                cache.directory());
        if (!result.permanentFailures().isEmpty()) {
            return FAILED;
        }
        return result.complete() ? OK : TRY_AGAIN;
    }
}
