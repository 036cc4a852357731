/** The precache command: fetches, lists, verifies, evicts, exports and imports assets. */
module org.qemu.functional.precache {
    requires org.qemu.functional.core;
    requires org.qemu.functional.assets;
    requires org.qemu.functional.common;
    requires com.fasterxml.jackson.databind;
    requires com.github.luben.zstd_jni;
    requires info.picocli;
    requires static transitive org.jspecify;

    opens org.qemu.functional.precache to
            info.picocli;
}
