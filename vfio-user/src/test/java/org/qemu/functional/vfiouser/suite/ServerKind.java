package org.qemu.functional.vfiouser.suite;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.transport.MessageLog;

/** The servers that the suite runs against. */
enum ServerKind {
    /** The server of this module. */
    JAVA {
        @Override
        ServerUnderTest create(Path socket, MessageLog log) {
            return new JavaServer(socket);
        }
    },

    /** libvfio-user. */
    LIBRARY {
        @Override
        ServerUnderTest create(Path socket, MessageLog log) {
            return new LibraryServer(socket, log);
        }
    };

    /** The variable that names a build of libvfio-user.so. */
    static final String VARIABLE = "VFIO_USER_LIBRARY";

    abstract ServerUnderTest create(Path socket, MessageLog log);

    /** Return the path of libvfio-user.so; {@code null} if the environment names none. */
    static @Nullable String library() {
        String path = System.getenv(VARIABLE);
        return path == null || path.isBlank() ? null : path;
    }

    static Stream<ServerKind> available() {
        return Stream.of(values()).filter(kind -> kind == JAVA || library() != null);
    }
}
