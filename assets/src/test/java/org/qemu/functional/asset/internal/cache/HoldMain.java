package org.qemu.functional.asset.internal.cache;

import java.io.IOException;
import java.nio.file.Path;
import org.qemu.functional.files.CacheFolder;

/** Program of another process that keeps locks until its input ends. */
final class HoldMain {
    private HoldMain() {}

    /** Takes the cache's base, {@code use} or {@code remove}, and the hash. */
    public static void main(String[] args) throws IOException {
        CacheFolder folder = new CacheFolder(Path.of(args[0]));
        if (args[1].equals("use")) {
            InUseLock.hold(folder, args[2]);
            hold();
        } else {
            InUseLock.ifUnused(folder, args[2], HoldMain::hold);
        }
    }

    private static void hold() throws IOException {
        System.out.println("held");
        System.in.read();
    }
}
