package org.qemu.functional.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.jspecify.annotations.Nullable;

/** Writes each event to the file that its thread's context names; every call ends in the file. */
final class PerTestAppender extends AbstractAppender {
    static final String KEY = "qemu.test.log";

    /** As in QEMU's framework, less the function's name, which costs a stack walk an event. */
    private static final String PATTERN =
            "%d{yyyy-MM-dd HH:mm:ss,SSS} - %level: %logger %msg%n%throwable";

    private static PerTestAppender instance;

    private volatile @Nullable PrintStream trace;

    private final Map<String, OutputStream> files = new ConcurrentHashMap<>();

    private PerTestAppender() {
        super(
                "per-test",
                null,
                PatternLayout.newBuilder()
                        .setPattern(PATTERN)
                        .setCharset(StandardCharsets.UTF_8)
                        .build(),
                true,
                Property.EMPTY_ARRAY);
    }

    static synchronized void install() {
        if (instance == null) {
            instance = new PerTestAppender();
            instance.start();
            LoggerContext context = (LoggerContext) LogManager.getContext(false);
            context.setConfiguration(new Configuration(context, instance));
        }
    }

    static synchronized PerTestAppender instance() {
        install();
        return instance;
    }

    void traceTo(PrintStream stream) {
        trace = stream;
    }

    void open(Path file) throws IOException {
        files.put(file.toString(), Files.newOutputStream(file));
    }

    void close(Path file) {
        OutputStream out = files.remove(file.toString());
        if (out == null) {
            return;
        }
        synchronized (out) {
            try {
                out.close();
            } catch (IOException e) {
                error("cannot close '%s'".formatted(file), e);
            }
        }
    }

    @Override
    public void append(LogEvent event) {
        String file = event.getContextData().getValue(KEY);
        OutputStream out = file == null ? null : files.get(file);
        PrintStream stream = trace;
        if (out == null && stream == null) {
            return;
        }
        byte[] bytes = getLayout().toByteArray(event);
        if (stream != null) {
            stream.write(bytes, 0, bytes.length);
            stream.flush();
        }
        if (out == null) {
            return;
        }
        synchronized (out) {
            try {
                out.write(bytes);
            } catch (IOException e) {
                error("cannot write to '%s'".formatted(file), event, e);
            }
        }
    }

    /** A configuration made by code: no file is looked for, no XML parsed, no plug-in scanned. */
    private static final class Configuration extends AbstractConfiguration {
        private final PerTestAppender appender;

        Configuration(LoggerContext context, PerTestAppender appender) {
            super(context, ConfigurationSource.NULL_SOURCE);
            this.appender = appender;
        }

        @Override
        protected void doConfigure() {
            addAppender(appender);
            LoggerConfig root = getRootLogger();
            root.setLevel(Level.INFO);
            root.addAppender(appender, Level.ALL, null);
            for (String ours : new String[] {"qemu", "qemu-test"}) {
                addLogger(ours, new LoggerConfig(ours, Level.DEBUG, true));
            }
        }
    }
}
