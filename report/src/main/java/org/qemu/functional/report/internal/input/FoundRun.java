package org.qemu.functional.report.internal.input;

import java.util.List;

/**
 * What an input has.
 *
 * @param attempts the attempts of tests, in any order
 * @param notes what could not be read, for people
 */
public record FoundRun(List<ReportedAttempt> attempts, List<String> notes) {}
