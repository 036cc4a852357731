/** Logging, traces, files, locks, settings, text and units: what every other module builds on. */
// The modules of qualified exports are compiled later.
@SuppressWarnings("module")
module org.qemu.functional.common {
    requires static org.apache.logging.log4j;
    requires static org.apache.logging.log4j.core;
    requires static transitive org.jspecify;

    exports org.qemu.functional.files;
    exports org.qemu.functional.lifecycle;
    exports org.qemu.functional.logging;
    exports org.qemu.functional.settings;
    exports org.qemu.functional.text;
    exports org.qemu.functional.trace;
    exports org.qemu.functional.units;
    exports org.qemu.functional.settings.internal to
            org.qemu.functional.core;
    exports org.qemu.functional.trace.internal to
            org.qemu.functional.assets,
            org.qemu.functional.core,
            org.qemu.functional.guest,
            org.qemu.functional.machine,
            org.qemu.functional.qtest;
}
