/** The command that makes a report of test runs. */
module org.qemu.functional.report {
    requires org.qemu.functional.common;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires java.desktop;
    requires java.sql;
    requires java.xml;
    requires org.opentest4j.reporting.events;
    requires org.snakeyaml.engine;
    requires org.xerial.sqlitejdbc;
    requires static org.apiguardian.api;
    requires static transitive org.jspecify;

    opens org.qemu.functional.report to
            info.picocli;
    opens org.qemu.functional.report.internal.model to
            com.fasterxml.jackson.databind;
    opens org.qemu.functional.report.internal.output to
            com.fasterxml.jackson.databind;
    opens org.qemu.functional.report.internal.history to
            com.fasterxml.jackson.databind;
    opens org.qemu.functional.report.internal.trace to
            com.fasterxml.jackson.databind;
    opens org.qemu.functional.report.internal.capture to
            com.fasterxml.jackson.databind;
}
