package org.qemu.functional.asset.internal.maintenance.transport;

import java.io.IOException;
import org.qemu.functional.text.SafeText;

/**
 * Thrown if the cache itself cannot store an entry: it is full, read-only or belongs to another
 * user.
 */
public final class CacheRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    CacheRefusedException(String message, IOException cause) {
        super(SafeText.line(message), cause);
    }
}
