/** Reports the tests of any JUnit suite in the Test Anything Protocol and as JUnit XML. */
// The module of the qualified export is compiled later.
@SuppressWarnings("module")
module org.qemu.functional.tap {
    requires org.qemu.functional.common;
    requires transitive org.junit.jupiter.api;
    requires static org.junit.platform.launcher;
    requires transitive org.opentest4j;
    requires static transitive org.jspecify;

    exports org.qemu.functional.tap;
    exports org.qemu.functional.tap.internal to
            org.qemu.functional.atf;
}
