/** Boots guests, runs commands in them, clones them and connects them by networks. */
module org.qemu.functional.guest {
    requires transitive org.qemu.functional.core;
    requires org.qemu.functional.archives;
    requires org.qemu.functional.assets;
    requires transitive org.qemu.functional.common;
    requires org.qemu.functional.machine;
    requires com.fasterxml.jackson.databind;
    requires org.apache.commons.compress;
    requires transitive org.junit.jupiter.api;
    requires org.opentest4j;
    requires static transitive org.jspecify;

    exports org.qemu.functional.guest;
    exports org.qemu.functional.guest.channel;
    exports org.qemu.functional.guest.choice;
    exports org.qemu.functional.guest.image;
    exports org.qemu.functional.guest.net;

    opens org.qemu.functional.guest to
            org.junit.platform.commons,
            org.qemu.functional.assets;
    opens org.qemu.functional.guest.internal.parameter to
            org.qemu.functional.assets;

    provides org.qemu.functional.parameter.ParameterProvider with
            org.qemu.functional.guest.internal.parameter.GuestParameter;
}
