/**
 * Speaks the vfio-user protocol: messages, transport, a client, and PCI devices written in Java.
 */
module org.qemu.functional.vfiouser {
    requires transitive org.qemu.functional.common;
    requires com.fasterxml.jackson.databind;
    requires com.sun.jna;
    requires org.newsclub.net.unix;
    requires static transitive org.jspecify;

    exports org.qemu.functional.vfiouser;
    exports org.qemu.functional.vfiouser.client;
    exports org.qemu.functional.vfiouser.example;
    exports org.qemu.functional.vfiouser.linux;
    exports org.qemu.functional.vfiouser.transport;
    exports org.qemu.functional.vfiouser.wire;
    exports org.qemu.functional.vfiouser.wire.feature;
    exports org.qemu.functional.vfiouser.wire.region;
}
