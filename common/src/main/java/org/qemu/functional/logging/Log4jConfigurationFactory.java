package org.qemu.functional.logging;

import java.net.URI;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.jspecify.annotations.Nullable;

/**
 * Configures Log4j in code: no configuration file is searched for and no XML is parsed. Log4j
 * instantiates this class when it is first used because {@link TestLog#install} has set its name.
 */
// Only Log4j calls it.
@SuppressWarnings("exports")
public final class Log4jConfigurationFactory extends ConfigurationFactory {
    private static final String ANY_TYPE = "*";

    /** Called by Log4j. */
    public Log4jConfigurationFactory() {}

    @Override
    protected String[] getSupportedTypes() {
        return new String[] {ANY_TYPE};
    }

    @Override
    public Configuration getConfiguration(LoggerContext context, ConfigurationSource source) {
        return new InCode(context);
    }

    @Override
    public Configuration getConfiguration(
            LoggerContext context, @Nullable String name, @Nullable URI location) {
        return new InCode(context);
    }

    private static final class InCode extends AbstractConfiguration {
        InCode(LoggerContext context) {
            super(context, ConfigurationSource.NULL_SOURCE);
        }

        @Override
        protected void doConfigure() {
            PerTestAppender appender = new PerTestAppender();
            addAppender(appender);
            LoggerConfig root = getRootLogger();
            root.setLevel(Level.INFO);
            root.addAppender(appender, Level.ALL, null);
            addLogger("qemu-test", new LoggerConfig("qemu-test", Level.DEBUG, true));
        }
    }

    /** Writes each event to the log of the test whose thread logged it. */
    private static final class PerTestAppender extends AbstractAppender {
        PerTestAppender() {
            super("per-test", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            if (TestLog.isWanted()) {
                TestLog.write(
                        LogLine.of(
                                event.getTimeMillis(),
                                event.getLevel().name(),
                                event.getLoggerName(),
                                event.getMessage().getFormattedMessage(),
                                event.getThrown()));
            }
        }
    }
}
