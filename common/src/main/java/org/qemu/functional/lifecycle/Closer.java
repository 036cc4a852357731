package org.qemu.functional.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Closes registered resources in reverse order, each once, even if closing another one fails.
 *
 * <p>The first failure is thrown; later ones are suppressed onto it. A resource registered after
 * the close is closed at once, so that a thread that loses the race against teardown leaks nothing.
 */
public final class Closer {
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private boolean closed;

    /**
     * Register a resource and return it.
     *
     * @throws IllegalStateException if this closer is already closed; the resource is then closed,
     *     too
     */
    public <T extends AutoCloseable> T register(T resource) {
        synchronized (this) {
            if (!closed) {
                resources.push(resource);
                return resource;
            }
        }
        IllegalStateException late =
                new IllegalStateException(
                        "'%s' was registered after the close".formatted(resource));
        try {
            resource.close();
        } catch (Exception e) {
            late.addSuppressed(e);
        }
        throw late;
    }

    /**
     * Close all registered resources, the latest first.
     *
     * @throws Exception the first failure, with the later ones suppressed
     */
    public void closeAll() throws Exception {
        Throwable first = null;
        for (AutoCloseable resource = next(); resource != null; resource = next()) {
            try {
                resource.close();
            } catch (Throwable t) {
                if (first == null) {
                    first = t;
                } else if (first != t) {
                    first.addSuppressed(t);
                }
            }
        }
        if (first instanceof Exception e) {
            throw e;
        }
        if (first instanceof Error e) {
            throw e;
        }
    }

    private synchronized @Nullable AutoCloseable next() {
        closed = true;
        return resources.poll();
    }
}
