/**
 * Base classes, annotations and the extension for tests of QEMU, and the program that runs them.
 */
// The modules of qualified exports are compiled later.
@SuppressWarnings("module")
module org.qemu.functional.core {
    requires transitive org.qemu.functional.assets;
    requires transitive org.qemu.functional.machine;
    requires org.qemu.functional.archives;
    requires transitive org.qemu.functional.atf;
    requires org.qemu.functional.common;
    requires transitive org.qemu.functional.tap;
    requires transitive com.fasterxml.jackson.databind;
    requires transitive org.apache.logging.log4j;
    requires transitive org.junit.jupiter.api;
    requires org.junit.jupiter.engine;
    requires static org.junit.platform.launcher;
    requires org.opentest4j;
    requires static transitive org.jspecify;

    exports org.qemu.functional;
    exports org.qemu.functional.budget;
    exports org.qemu.functional.condition;
    exports org.qemu.functional.junit;
    exports org.qemu.functional.launch;
    exports org.qemu.functional.parameter;
    exports org.qemu.functional.launch.internal to
            org.qemu.functional.precache;
    exports org.qemu.functional.suite.internal to
            org.qemu.functional.precache;

    opens org.qemu.functional to
            org.junit.platform.commons;
    opens org.qemu.functional.budget.internal to
            org.junit.platform.commons;
    opens org.qemu.functional.condition to
            org.junit.platform.commons;
    opens org.qemu.functional.junit to
            org.junit.platform.commons;
    opens org.qemu.functional.junit.internal to
            org.qemu.functional.assets;

    uses org.qemu.functional.parameter.ParameterProvider;

    provides org.junit.jupiter.api.extension.Extension with
            org.qemu.functional.junit.internal.ParameterHintExtension;
    provides org.junit.platform.launcher.TestExecutionListener with
            org.qemu.functional.junit.internal.RunListener;
    provides org.qemu.functional.atf.CleanupService with
            org.qemu.functional.kyua.internal.QemuCleanup;
    provides org.qemu.functional.atf.MetadataSource with
            org.qemu.functional.kyua.internal.ConditionMetadata;
}
