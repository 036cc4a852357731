package org.qemu.functional.report.internal.model;

/**
 * A text that explains a failure.
 *
 * @param title what it is, such as the name of a log
 * @param text some lines of it
 */
public record EvidenceText(String title, String text) {}
