package org.qemu.functional.nativetest.internal.library;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** Calls functions of libc. */
public final class CStandardLibrary {
    private static final NativeLibrary PROCESS = NativeLibrary.getProcess();
    private static final int UNBUFFERED = 2;

    private CStandardLibrary() {}

    /** Return the name of a number of errno, or {@code E?} if this libc has none. */
    public static String errnoName(int errno) {
        try {
            String name = PROCESS.getFunction("strerrorname_np").invokeString(args(errno), false);
            return name == null ? "E?" : name;
        } catch (UnsatisfiedLinkError e) {
            return "E?"; // glibc has it since 2.32
        }
    }

    /** Return the text of a number of errno. */
    public static String errnoText(int errno) {
        return PROCESS.getFunction("strerror").invokeString(args(errno), false);
    }

    /**
     * Return a new unbuffered stream that appends to a file, or {@code null} if it cannot be
     * opened.
     */
    static @Nullable Pointer append(String file) {
        Pointer stream = PROCESS.getFunction("fopen").invokePointer(args(file, "ae"));
        if (stream != null) {
            PROCESS.getFunction("setvbuf").invokeInt(args(stream, null, UNBUFFERED, 0L));
        }
        return stream;
    }

    static void close(Pointer stream) {
        PROCESS.getFunction("fclose").invokeInt(args(stream));
    }

    /**
     * Return the address of {@code stdout} or {@code stderr}: the one that is in effect for the
     * whole process, even if the program has its own copy.
     */
    static Pointer variable(String name) {
        return PROCESS.getGlobalVariableAddress(name);
    }

    /** Return a function of the process, or {@code null} if there is none of this name. */
    public static @Nullable Function find(String name) {
        try {
            return PROCESS.getFunction(name);
        } catch (UnsatisfiedLinkError e) {
            return null;
        }
    }

    private static @Nullable Object[] args(@Nullable Object... arguments) {
        return arguments;
    }
}
