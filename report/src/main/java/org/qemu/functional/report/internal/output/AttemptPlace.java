package org.qemu.functional.report.internal.output;

import java.nio.file.Path;

/**
 * Where an attempt goes in a report.
 *
 * @param report the folder of the report
 * @param id the ID of the test
 * @param number the number of the attempt
 * @param run the ID of the run
 * @param numbers numbers the recordings of the test
 */
record AttemptPlace(Path report, String id, int number, String run, CastNumbers numbers) {
    /** Return the folder of the data files. */
    Path data() {
        return report.resolve("data");
    }

    /** Return the folder for the files of the attempt. */
    Path files() {
        return report.resolve("files").resolve(id).resolve(Integer.toString(number));
    }

    /** Return the beginning of the addresses of the files of an attempt. */
    static String prefix(String id, int number) {
        return "files/%s/%d/".formatted(id, number);
    }
}
