package org.qemu.functional.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Locks files in another process as its input requests: {@code try}, {@code lock} or {@code close},
 * the mode, the file and the position. It waits for each lock in a separate thread.
 */
final class LockMain {
    private static final Map<String, HeldLock> HELD = new ConcurrentHashMap<>();

    private LockMain() {}

    public static void main(String[] args) throws IOException {
        BufferedReader input =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] words = line.split(" ", 4);
            LockMode mode = LockMode.valueOf(words[1]);
            FileLocks locks = FileLocks.of(Path.of(words[2]));
            long position = Long.parseLong(words[3]);
            String name = words[2] + " " + position;
            switch (words[0]) {
                case "try" -> tryLock(locks, position, mode, name);
                case "lock" -> new Thread(() -> lock(locks, position, mode, name)).start();
                default -> {
                    HELD.remove(name).close();
                    System.out.println("closed");
                }
            }
        }
        System.exit(0); // also ends threads that wait
    }

    private static void tryLock(FileLocks locks, long position, LockMode mode, String name) {
        try {
            HeldLock lock = locks.tryLock(position, mode);
            if (lock != null) {
                HELD.put(name, lock);
            }
            System.out.println(lock == null ? "none" : "held");
        } catch (IOException e) {
            System.out.println(e.getClass().getSimpleName());
        }
    }

    private static void lock(FileLocks locks, long position, LockMode mode, String name) {
        try {
            HELD.put(name, locks.lock(position, mode));
            System.out.println("held");
        } catch (IOException | InterruptedException e) {
            System.out.println(e);
        }
    }
}
