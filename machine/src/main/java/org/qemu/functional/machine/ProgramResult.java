package org.qemu.functional.machine;

/**
 * How a program ended that QEMU ran, and what it wrote.
 *
 * @param exitCode its status, or less than 0 for the signal that ended it
 */
public record ProgramResult(int exitCode, String stdout, String stderr) {}
