package org.qemu.functional.asset.internal.progress;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A terminal on which text can be redrawn.
 *
 * @param width in characters
 * @param height in lines
 */
record Terminal(int width, int height) {
    private static final int USUAL_WIDTH = 80;
    private static final int USUAL_HEIGHT = 24;

    /**
     * Return the terminal of file descriptor 2. {@code System.console()} does not help: it is about
     * the other two, and since JDK 22 it exists even without a terminal.
     *
     * @return {@code null} unless it is a terminal that supports more than plain text
     */
    static @Nullable Terminal ofStandardError(Map<String, String> environment) {
        String kind = environment.getOrDefault("TERM", "");
        if (kind.isEmpty() || kind.equals("dumb")) {
            return null;
        }
        String device = deviceOf(Path.of("/proc/self/fd/2"));
        return device.isEmpty() ? null : sized(environment, device);
    }

    /** Return the path of the terminal of a descriptor, or "" if it is not a terminal. */
    private static String deviceOf(Path descriptor) {
        try {
            String device = java.nio.file.Files.readSymbolicLink(descriptor).toString();
            boolean terminal =
                    device.startsWith("/dev/pts/")
                            || device.startsWith("/dev/tty")
                            || device.equals("/dev/console");
            return terminal ? device : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static Terminal sized(Map<String, String> environment, String device) {
        int width = number(environment.getOrDefault("COLUMNS", ""));
        int height = number(environment.getOrDefault("LINES", ""));
        if (width <= 0 || height <= 0) {
            // A shell does not export these two by default.
            String[] size = stty(device).split(" ", 2);
            height = height > 0 ? height : number(size[0]);
            width = width > 0 ? width : number(size[size.length - 1]);
        }
        return new Terminal(width > 0 ? width : USUAL_WIDTH, height > 0 ? height : USUAL_HEIGHT);
    }

    /** Return lines and columns, or "" if they are not available. */
    private static String stty(String device) {
        try {
            Process process =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(new File(device))
                            .redirectError(Redirect.DISCARD)
                            .start();
            try (BufferedReader output = process.inputReader()) {
                String line = output.readLine();
                return line == null ? "" : line.strip();
            }
        } catch (IOException e) {
            return "";
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
