package org.qemu.functional.suite.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;

/** The version of the commands. */
public final class Version {
    private Version() {}

    /** Return the line that a command prints for {@code --version}, including the line end. */
    public static String line(String command) {
        return command + " " + number() + "\n";
    }

    /** Return the version number of the build. */
    public static String number() {
        try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
            return in == null ? "unknown" : new String(in.readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
