package org.qemu.functional.vfiouser.suite;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.DmaListener;
import org.qemu.functional.vfiouser.DmaRange;
import org.qemu.functional.vfiouser.MigrationHandler;
import org.qemu.functional.vfiouser.RegionHandler;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;

/** Calls the handlers of a device from callbacks of C, which report errors by errno. */
final class LibraryCallbacks {
    private static final Function ERRNO =
            NativeLibrary.getInstance("c").getFunction("__errno_location");

    /** The states by the numbers of {@code vfu_migr_state_t}. */
    private static final List<MigrationState> STATES =
            List.of(
                    MigrationState.STOP,
                    MigrationState.RUNNING,
                    MigrationState.STOP_COPY,
                    MigrationState.PRE_COPY,
                    MigrationState.RESUMING);

    private @Nullable Throwable failure;

    /** Throw what a callback threw that C cannot report. */
    void rethrow() {
        Throwable thrown = failure;
        failure = null;
        if (thrown != null) {
            throw new AssertionError("a callback failed", thrown);
        }
    }

    private interface Body {
        long run();
    }

    private long guarded(Body body) {
        try {
            return body.run();
        } catch (DeviceException e) {
            setErrno(e.errno());
            return -1;
        } catch (RuntimeException | Error e) {
            failure = e;
            setErrno(5);
            return -1;
        }
    }

    /** Set the variable itself: what JNA restores is only what it saved. */
    private static void setErrno(int errno) {
        ((Pointer) ERRNO.invoke(Pointer.class, new Object[0])).setInt(0, errno);
    }

    LibvfioUser.RegionCallback region(RegionHandler handler) {
        return (context, buffer, count, offset, isWrite) ->
                guarded(
                        () -> {
                            ByteBuffer data = buffer(buffer, count);
                            if (isWrite == 0) {
                                handler.read(offset, data);
                            } else {
                                handler.write(offset, data);
                            }
                            return count;
                        });
    }

    private static ByteBuffer buffer(Pointer pointer, long count) {
        return count == 0
                ? ByteBuffer.allocate(0)
                : pointer.getByteBuffer(0, count).order(ByteOrder.LITTLE_ENDIAN);
    }

    LibvfioUser.QuiesceCallback status(Runnable body) {
        return context ->
                (int)
                        guarded(
                                () -> {
                                    body.run();
                                    return 0;
                                });
    }

    /** Take a number. */
    interface NumberUse {
        void accept(int number);
    }

    LibvfioUser.NumberCallback number(NumberUse body) {
        return (context, number) ->
                (int)
                        guarded(
                                () -> {
                                    body.accept(number);
                                    return 0;
                                });
    }

    LibvfioUser.NumberCallback transition(MigrationHandler handler) {
        return number(state -> handler.enter(STATES.get(state)));
    }

    LibvfioUser.DataCallback save(MigrationHandler handler) {
        return (context, buffer, count) ->
                guarded(
                        () -> {
                            ByteBuffer data = buffer(buffer, count);
                            handler.save(data);
                            return data.position();
                        });
    }

    LibvfioUser.DataCallback restore(MigrationHandler handler) {
        return (context, buffer, count) ->
                guarded(
                        () -> {
                            ByteBuffer data = buffer(buffer, count);
                            handler.restore(data);
                            return data.position();
                        });
    }

    LibvfioUser.DmaCallback dma(DmaListener listener, boolean mapped) {
        return (context, info) ->
                guarded(
                        () -> {
                            int protection = info.getInt(48);
                            DmaRange range =
                                    new DmaRange(
                                            info.getLong(0),
                                            info.getLong(8),
                                            (protection & 1) != 0,
                                            (protection & 2) != 0,
                                            info.getPointer(16) != null);
                            if (mapped) {
                                listener.mapped(range);
                            } else {
                                listener.unmapped(range);
                            }
                            return 0;
                        });
    }
}
