package org.qemu.functional.cache;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The log of the cache, set up by its first message: the check of an entry that is there has none,
 * and would spend most of its time on that.
 */
final class CacheLog {
    private CacheLog() {}

    static void debug(String message, Throwable cause) {
        Lazy.LOG.debug(message, cause);
    }

    static void info(String message) {
        Lazy.LOG.info(message);
    }

    static void warn(String message, Throwable cause) {
        Lazy.LOG.warn(message, cause);
    }

    private static final class Lazy {
        static final Logger LOG = LogManager.getLogger("qemu.asset");
    }
}
