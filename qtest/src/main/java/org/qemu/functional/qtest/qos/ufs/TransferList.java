package org.qemu.functional.qtest.qos.ufs;

/** A place where the controller takes descriptors of requests from. */
interface TransferList {
    /** The size of a descriptor in bytes. */
    int DESCRIPTOR = 32;

    /** The offset of the status in a descriptor that is executed. */
    int STATUS = 8;

    /** The maximum number of requests that are executed at the same time. */
    int depth();

    /** Pass a descriptor to the controller. */
    void submit(byte[] descriptor);

    /**
     * Wait for the oldest request, and return its overall status.
     *
     * @throws AssertionError if it is not executed within 10 s
     */
    int await();
}
