/** Downloads, verifies and caches the files that tests need. */
// The modules of qualified exports are compiled later.
@SuppressWarnings("module")
module org.qemu.functional.assets {
    requires transitive org.qemu.functional.common;
    requires org.qemu.functional.archives;
    requires com.fasterxml.jackson.databind;
    requires com.github.luben.zstd_jni;
    requires okhttp3;
    requires org.apache.commons.compress;
    requires transitive org.opentest4j;
    requires static transitive org.jspecify;

    exports org.qemu.functional.asset;
    exports org.qemu.functional.asset.internal.cache to
            org.qemu.functional.guest;
    exports org.qemu.functional.asset.internal.download to
            org.qemu.functional.precache;
    exports org.qemu.functional.asset.internal.download.transfer to
            org.qemu.functional.precache;
    exports org.qemu.functional.asset.internal.extraction to
            org.qemu.functional.core,
            org.qemu.functional.precache;
    exports org.qemu.functional.asset.internal.extraction.store to
            org.qemu.functional.precache;
    exports org.qemu.functional.asset.internal.maintenance to
            org.qemu.functional.precache;
    exports org.qemu.functional.asset.internal.maintenance.evict to
            org.qemu.functional.precache;
    exports org.qemu.functional.asset.internal.maintenance.push to
            org.qemu.functional.precache;
    exports org.qemu.functional.asset.internal.maintenance.transport to
            org.qemu.functional.precache;
    exports org.qemu.functional.asset.internal.maintenance.verify to
            org.qemu.functional.precache;
    exports org.qemu.functional.asset.internal.progress to
            org.qemu.functional.core,
            org.qemu.functional.precache;
}
