/** Launches QEMU and drives it: process, monitor, consoles, gdb stub, screen and disk images. */
// The modules of qualified exports are compiled later.
@SuppressWarnings("module")
module org.qemu.functional.machine {
    requires transitive org.qemu.functional.common;
    requires transitive com.fasterxml.jackson.databind;
    requires java.desktop;
    requires org.newsclub.net.unix;
    requires transitive org.opentest4j;
    requires static transitive org.jspecify;

    exports org.qemu.functional.console;
    exports org.qemu.functional.gdb;
    exports org.qemu.functional.image;
    exports org.qemu.functional.machine;
    exports org.qemu.functional.machine.daemon;
    exports org.qemu.functional.net;
    exports org.qemu.functional.qmp;
    exports org.qemu.functional.screen;
    exports org.qemu.functional.machine.internal.process to
            org.qemu.functional.core;
    exports org.qemu.functional.machine.internal.scheduling to
            org.qemu.functional.core,
            org.qemu.functional.guest;
    exports org.qemu.functional.machine.internal.suite to
            org.qemu.functional.core;
    exports org.qemu.functional.qmp.internal to
            org.qemu.functional.core;
}
