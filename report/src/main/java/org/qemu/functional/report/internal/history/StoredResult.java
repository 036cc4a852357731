package org.qemu.functional.report.internal.history;

import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.TestVerdict;

/**
 * The result of an attempt of a test.
 *
 * @param test the ID of the test
 * @param name its name, with target and class
 * @param started in ISO 8601 and UTC
 * @param duration seconds
 * @param run the name of the run
 * @param qemu the version of QEMU, or empty
 * @param attempt the number of the attempt in its run, from 1
 */
public record StoredResult(
        String test,
        String name,
        String started,
        TestVerdict verdict,
        @Nullable String kind,
        double duration,
        String run,
        String qemu,
        int attempt) {}
