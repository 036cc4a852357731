package org.qemu.functional.qtest.qos.fwcfg;

/** The keys of items ({@code include/standard-headers/linux/qemu_fw_cfg.h} in QEMU's source). */
public final class FwCfgKey {
    /** {@code QEMU}. */
    public static final int SIGNATURE = 0x00;

    /** Features, 32 bits. */
    public static final int ID = 0x01;

    /** Feature bit: the interface that all versions have. */
    public static final int FEATURE_TRADITIONAL = 1;

    /** Feature bit: DMA. */
    public static final int FEATURE_DMA = 2;

    /** The machine's UUID, 16 bytes. */
    public static final int UUID = 0x02;

    /** The size of the memory in bytes, 64 bits. */
    public static final int RAM_SIZE = 0x03;

    /** Whether there is no graphic display, 16 bits. */
    public static final int NOGRAPHIC = 0x04;

    /** The number of CPUs, 16 bits. */
    public static final int NB_CPUS = 0x05;

    /** The boot device of {@code -boot}, 16 bits; on sun4m, sun4u and ppc. */
    public static final int BOOT_DEVICE = 0x0c;

    /** NUMA topology, 64 bits each. */
    public static final int NUMA = 0x0d;

    /** Whether to show a boot menu, 16 bits. */
    public static final int BOOT_MENU = 0x0e;

    /** The maximum number of CPUs, 16 bits. */
    public static final int MAX_CPUS = 0x0f;

    /** The directory of files. */
    public static final int FILE_DIR = 0x19;

    private FwCfgKey() {}
}
