package org.qemu.functional.logging;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Sends what the JDK itself has to say, from warnings upwards, to the {@code base.log} of the test
 * on whose thread it says so.
 *
 * <p>The JDK asks for one as soon as anybody logs through {@code java.util.logging}, as JUnit does,
 * and opens every jar of the class path to find out that there is none: 25 ms of each program.
 */
public final class PlatformLoggerFinder extends System.LoggerFinder {
    /** Be made by the JDK. */
    public PlatformLoggerFinder() {}

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new ToTestLog(name);
    }

    private static final class ToTestLog implements System.Logger {
        private final String name;

        ToTestLog(String name) {
            this.name = name;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.compareTo(Level.WARNING) >= 0 && level != Level.OFF;
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                @Nullable String message,
                @Nullable Throwable thrown) {
            if (isLoggable(level) && TestLog.isWanted()) {
                String text = message == null ? "" : localized(bundle, message);
                TestLog.write(
                        LogLine.of(System.currentTimeMillis(), level.name(), name, text, thrown));
            }
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                @Nullable String format,
                @Nullable Object @Nullable ... parameters) {
            if (isLoggable(level) && TestLog.isWanted()) {
                String pattern = format == null ? "" : localized(bundle, format);
                String text =
                        parameters == null || parameters.length == 0
                                ? pattern
                                : MessageFormat.format(pattern, parameters);
                log(level, null, text, (Throwable) null);
            }
        }

        private static String localized(@Nullable ResourceBundle bundle, String key) {
            return bundle != null && bundle.containsKey(key) ? bundle.getString(key) : key;
        }
    }
}
