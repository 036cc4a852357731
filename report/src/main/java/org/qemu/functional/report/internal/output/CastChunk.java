package org.qemu.functional.report.internal.output;

/**
 * A data file with a part of what a console has printed.
 *
 * @param key the key of the data file
 * @param from the time of its first event
 * @param to the time of its last event
 * @param chars the length of its text in UTF-16 units
 * @param lines the number of line feeds in it
 */
record CastChunk(String key, double from, double to, long chars, long lines) {}
