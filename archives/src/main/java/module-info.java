/** Readers of archive formats, their limits, and safe extraction. */
// The modules of qualified exports are compiled later.
@SuppressWarnings("module")
module org.qemu.functional.archives {
    requires org.qemu.functional.common;
    requires com.github.luben.zstd_jni;
    requires org.apache.commons.compress;
    requires org.tukaani.xz;
    requires static transitive org.jspecify;

    exports org.qemu.functional.archive;
    exports org.qemu.functional.archive.internal.common to
            org.qemu.functional.assets;
    exports org.qemu.functional.archive.internal.kernel to
            org.qemu.functional.core,
            org.qemu.functional.guest;
    exports org.qemu.functional.archive.internal.tar to
            org.qemu.functional.assets;
}
