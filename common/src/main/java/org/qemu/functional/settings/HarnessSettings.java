package org.qemu.functional.settings;

import java.util.Map;

/**
 * Hold the environment variables by which a user configures a program of the harness. No other
 * class reads the environment, so that every setting can be given in a test.
 *
 * @param environment the variables by name; cannot be changed
 */
public record HarnessSettings(Map<String, String> environment) {
    private static final HarnessSettings CURRENT = new HarnessSettings(System.getenv());

    /** Return those of this program. */
    public static HarnessSettings current() {
        return CURRENT;
    }
}
