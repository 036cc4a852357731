package org.qemu.functional.atf;

import java.nio.file.Path;

/**
 * Cleans up after any test case, in the process of its cleanup, before the methods with {@link
 * AtfCleanup}. {@link java.util.ServiceLoader} finds the implementations.
 *
 * <p>kyua starts a cleanup only for test cases that have the metadata {@code has.cleanup}, which a
 * {@link MetadataSource} may add.
 */
public interface CleanupService {
    /**
     * End and remove what the body has left.
     *
     * @param workDirectory the current folder, in which the body has run
     * @throws Exception if something is left; the cleanup goes on, and then fails
     */
    void cleanUp(Path workDirectory) throws Exception;
}
