package org.qemu.functional.guest.channel;

/**
 * How a command ended and all that it wrote.
 *
 * @param status how it ended
 * @param stdout what it wrote to its standard output
 * @param stderr what it wrote to its standard error
 */
public record CommandOutput(ExitStatus status, byte[] stdout, byte[] stderr) {}
