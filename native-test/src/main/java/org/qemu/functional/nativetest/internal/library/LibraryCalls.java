package org.qemu.functional.nativetest.internal.library;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.nativetest.ErrnoException;
import org.qemu.functional.nativetest.ThrowsErrno;

/** Passes the methods of an interface to the functions of a library. */
public final class LibraryCalls implements InvocationHandler {
    private static final ThreadLocal<Integer> ERRNO = ThreadLocal.withInitial(() -> 0);

    private final Library.Handler handler;
    private final boolean allThrowErrno;

    /** Pass calls to a handler of JNA. */
    public LibraryCalls(Library.Handler handler, Class<?> type) {
        this.handler = handler;
        this.allThrowErrno = type.isAnnotationPresent(ThrowsErrno.class);
    }

    /** Return what the last call of the current thread left in errno. */
    public static int errno() {
        return ERRNO.get();
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object[] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return handler.invoke(proxy, method, arguments);
        }
        CallbackFailures.enter();
        Object result;
        Throwable thrown;
        try {
            result = handler.invoke(proxy, method, arguments);
            ERRNO.set(Native.getLastError());
        } finally {
            OutputCapture.drainCurrent();
            thrown = CallbackFailures.leave();
        }
        if (thrown != null) {
            throw thrown;
        }
        if ((allThrowErrno || method.isAnnotationPresent(ThrowsErrno.class))
                && isError(method, result)) {
            throw new ErrnoException(method.getName(), ERRNO.get());
        }
        return result;
    }

    private static boolean isError(Method method, @Nullable Object result) {
        return result == null
                ? method.getReturnType() != void.class
                : result instanceof Number number && number.longValue() == -1;
    }
}
