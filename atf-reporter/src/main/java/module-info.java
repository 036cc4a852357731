/** Runs JUnit tests as test programs of ATF, under kyua. */
module org.qemu.functional.atf {
    requires org.qemu.functional.common;
    requires org.qemu.functional.tap;
    requires transitive org.junit.jupiter.api;
    requires static org.junit.platform.launcher;
    requires org.opentest4j;
    requires static transitive org.jspecify;

    exports org.qemu.functional.atf;

    uses org.qemu.functional.atf.CleanupService;
    uses org.qemu.functional.atf.MetadataSource;

    provides org.junit.jupiter.api.extension.Extension with
            org.qemu.functional.atf.AtfExtension,
            org.qemu.functional.atf.internal.ExpansionExtension;
}
