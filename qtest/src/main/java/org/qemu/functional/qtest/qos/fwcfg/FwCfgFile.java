package org.qemu.functional.qtest.qos.fwcfg;

/**
 * An entry of the file directory.
 *
 * @param name at most 55 characters
 * @param key the key of the item
 * @param size in bytes
 */
public record FwCfgFile(String name, int key, int size) {}
