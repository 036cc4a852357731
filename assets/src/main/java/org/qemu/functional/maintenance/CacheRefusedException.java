package org.qemu.functional.maintenance;

import java.io.IOException;
import org.qemu.functional.text.SafeText;

/** Tells that the cache itself cannot take an entry: full, read-only, somebody else's. */
public final class CacheRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    CacheRefusedException(String message, IOException cause) {
        super(SafeText.line(message), cause);
    }
}
