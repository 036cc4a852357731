package org.qemu.functional.tap;

/** A base class with a helper, as a framework for tests has many. */
abstract class HelperOfOtherFile {

    static void failInHelper() {
        throw new AssertionError("in helper");
    }
}
