package org.qemu.functional.guest.template;

import java.nio.file.Path;
import java.util.Map;

/**
 * A guest that stands still.
 *
 * @param memory its RAM, which clones map and do not write
 * @param bytes the size of the RAM
 * @param state of its devices, as QEMU's migration stream
 * @param disks by the path on its command line, what a clone's overlay lies over
 */
public record FrozenGuest(Path memory, long bytes, Path state, Map<Path, Path> disks) {}
