package org.qemu.functional.asset.internal.cache;

import java.io.IOException;
import java.nio.file.Path;
import org.qemu.functional.files.CacheFolder;

/** Holds locks in another process until its input ends. */
final class HoldMain {
    private HoldMain() {}

    /** Run with the cache's base, {@code use} or {@code remove}, and the hash as arguments. */
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
