package org.qemu.functional.qtest.qos.fwcfg;

/**
 * An entry of the directory.
 *
 * @param name at most 55 characters
 * @param key by which it is selected
 * @param size in bytes
 */
public record FwCfgFile(String name, int key, int size) {}
