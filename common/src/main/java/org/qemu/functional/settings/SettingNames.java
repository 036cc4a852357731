package org.qemu.functional.settings;

import java.util.List;
import java.util.Locale;

/** The names of the settings: JUnit reads a parameter only by its name and cannot list them. */
final class SettingNames {
    static final List<String> VARIABLES =
            List.of(
                    "QEMU_BUILD_ROOT",
                    "QEMU_SUITE",
                    "QEMU_TEST_ALLOW_LARGE_STORAGE",
                    "QEMU_TEST_ALLOW_SLOW",
                    "QEMU_TEST_ALLOW_UNTRUSTED_CODE",
                    "QEMU_TEST_BUNDLE_PROGRAMS",
                    "QEMU_TEST_CACHE_DIR",
                    "QEMU_TEST_CHOICE_TIER",
                    "QEMU_TEST_CHOOSE",
                    "QEMU_TEST_DEBIAN_MIRROR",
                    "QEMU_TEST_DOWNLOAD_MAX_SIZE",
                    "QEMU_TEST_DOWNLOAD_MIN_FREE",
                    "QEMU_TEST_FLAKY_TESTS",
                    "QEMU_TEST_GDB",
                    "QEMU_TEST_KEEP_SCRATCH",
                    "QEMU_TEST_MEMORY",
                    "QEMU_TEST_MIRRORS",
                    "QEMU_TEST_NO_DOWNLOAD",
                    "QEMU_TEST_PARALLEL",
                    "QEMU_TEST_PRECACHE",
                    "QEMU_TEST_PUSH_HEADER",
                    "QEMU_TEST_QEMU_BINARY",
                    "QEMU_TEST_QEMU_IMG",
                    "QEMU_TEST_QEMU_NBD",
                    "QEMU_TEST_QEMU_STORAGE_DAEMON",
                    "QEMU_TEST_QMP_BACKDOOR",
                    "QEMU_TEST_QMP_MAX_LINE",
                    "QEMU_TEST_REFRESH_CACHE",
                    "QEMU_TEST_REQUIRE_ASSETS",
                    "QEMU_TEST_SEED",
                    "QEMU_TEST_STRICT",
                    "QEMU_TEST_SWTPM",
                    "QEMU_TEST_TIMEOUT",
                    "QEMU_TEST_TIMEOUT_SCALE",
                    "QEMU_TEST_TRACE",
                    "QEMU_TEST_UNPACKED_MAX_SIZE",
                    "QEMU_TEST_UNPACK_MAX_MEMBERS",
                    "QEMU_TEST_UNPACK_MAX_MEMORY",
                    "QEMU_TEST_UNPACK_MAX_RATIO",
                    "QEMU_TEST_UNPACK_MAX_SIZE");

    private SettingNames() {}

    /** Return the name of the system property and of the parameter for a variable. */
    static String property(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
