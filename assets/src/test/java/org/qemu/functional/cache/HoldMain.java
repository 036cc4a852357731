package org.qemu.functional.cache;

import java.io.IOException;
import java.nio.file.Path;
import org.qemu.functional.files.CacheFolder;

/** Program of another process that keeps locks until its input ends. */
final class HoldMain {
    private HoldMain() {}

    /** Takes the cache's base, what to do, and hashes. */
    public static void main(String[] args) throws IOException, InterruptedException {
        CacheFolder folder = new CacheFolder(Path.of(args[0]));
        if (args[1].equals("use")) {
            UseLock.hold(folder, args[2]);
            System.out.println("held");
            System.in.read();
        } else {
            // Takes the first lock and, when told so, waits for the second, and says that it does.
            try (CacheLock first = CacheLock.tryAcquire(folder.download(), args[2])) {
                System.out.println(first == null ? "none" : "held");
                System.in.read();
                try (CacheLock second =
                        CacheLock.acquire(
                                folder.download(), args[3], () -> System.out.println("waiting"))) {
                    System.out.println(second == null ? "none" : "both");
                }
            }
        }
    }
}
