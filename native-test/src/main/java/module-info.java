/** Tests any C library from JUnit. */
module org.qemu.functional.nativetest {
    requires transitive com.sun.jna;
    requires java.xml;
    requires org.qemu.functional.common;
    requires transitive org.junit.jupiter.api;
    requires org.junit.platform.launcher;
    requires org.opentest4j;
    requires static transitive org.jspecify;

    exports org.qemu.functional.nativetest;

    // JUnit instantiates the extensions.
    opens org.qemu.functional.nativetest.internal.library to
            org.junit.platform.commons;
    opens org.qemu.functional.nativetest.internal.program to
            org.junit.platform.commons;
}
