package org.qemu.functional.tap;

/** A base class with a helper, as frameworks for tests have. */
abstract class HelperOfOtherFile {

    static void failInHelper() {
        throw new AssertionError("in helper");
    }
}
