package org.qemu.functional.asset;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Computes a value when it is first requested, once. */
final class MemoizingSupplier<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private @Nullable T made;

    MemoizingSupplier(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public synchronized T get() {
        T thing = made;
        if (thing == null) {
            thing = maker.get();
            made = thing;
        }
        return thing;
    }
}
