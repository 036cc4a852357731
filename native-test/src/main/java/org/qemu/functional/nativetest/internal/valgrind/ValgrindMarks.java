package org.qemu.functional.nativetest.internal.valgrind;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.nio.file.Path;
import java.util.Map;

/** Sends requests to valgrind, which go through a small library that this project compiles. */
interface ValgrindMarks extends Library {
    /** The property with the path of the library. */
    String PROPERTY = "native-test.valgrind-marks";

    /** Write a text to valgrind's report. */
    void native_test_mark(String text);

    /** Report new leaks. */
    void native_test_check_leaks();

    /** Return the number of errors, of which repeated ones are in no report. */
    int native_test_count_errors();

    static ValgrindMarks load(Path library) {
        return Native.load(library.toString(), ValgrindMarks.class, Map.of());
    }
}
