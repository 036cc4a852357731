package org.qemu.functional.report.internal.trace;

/**
 * The load of the host at a time.
 *
 * @param t seconds since the beginning of the trace
 * @param load the average number of runnable processes
 * @param memoryAvailable bytes
 * @param memoryTotal bytes
 */
public record HostLoad(double t, double load, long memoryAvailable, long memoryTotal, int cpus) {}
