package org.qemu.functional.machine;

/**
 * The result of a program that QEMU ran.
 *
 * @param exitCode its exit status, or the negative number of the signal that ended it
 */
public record ProgramResult(int exitCode, String stdout, String stderr) {}
