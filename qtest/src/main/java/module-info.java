/** Drives devices without a guest: the qtest protocol, and drivers as in libqos. */
module org.qemu.functional.qtest {
    requires transitive org.qemu.functional.core;
    requires transitive org.qemu.functional.common;
    requires org.qemu.functional.machine;
    requires org.qemu.functional.vfiouser;
    requires org.newsclub.net.unix;
    requires transitive com.fasterxml.jackson.databind;
    requires transitive org.junit.jupiter.api;
    requires org.opentest4j;
    requires static transitive org.jspecify;

    exports org.qemu.functional.qtest;
    exports org.qemu.functional.qtest.fuzz;
    exports org.qemu.functional.qtest.qos;
    exports org.qemu.functional.qtest.qos.fwcfg;
    exports org.qemu.functional.qtest.qos.graph;
    exports org.qemu.functional.qtest.qos.i2c;
    exports org.qemu.functional.qtest.qos.iommu;
    exports org.qemu.functional.qtest.qos.machine;
    exports org.qemu.functional.qtest.qos.net;
    exports org.qemu.functional.qtest.qos.nvme;
    exports org.qemu.functional.qtest.qos.pci;
    exports org.qemu.functional.qtest.qos.scsi;
    exports org.qemu.functional.qtest.qos.storage;
    exports org.qemu.functional.qtest.qos.timer;
    exports org.qemu.functional.qtest.qos.ufs;
    exports org.qemu.functional.qtest.qos.vhost;
    exports org.qemu.functional.qtest.qos.virtio;
    exports org.qemu.functional.qtest.qos.virtio.driver;
    exports org.qemu.functional.qtest.replay;

    opens org.qemu.functional.qtest to
            org.junit.platform.commons;
    opens org.qemu.functional.qtest.qos.graph to
            org.junit.platform.commons;

    provides org.qemu.functional.parameter.ParameterProvider with
            org.qemu.functional.qtest.internal.parameter.QTestParameter;
}
