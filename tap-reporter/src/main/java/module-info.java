/** Reports the tests of any JUnit suite in the Test Anything Protocol and as JUnit XML. */
module org.qemu.functional.tap {
    requires org.qemu.functional.common;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.platform.launcher;
    requires org.opentest4j;
    requires static transitive org.jspecify;

    exports org.qemu.functional.tap;
}
