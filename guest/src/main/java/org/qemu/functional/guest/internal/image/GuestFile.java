package org.qemu.functional.guest.internal.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.guest.image.ImageException;

/** A file to be added to a guest. */
public final class GuestFile {
    private static final int PERMISSIONS = 07777;
    private static final int PROGRAM = 0755;
    private static final int DATA = 0644;

    private final int mode;
    private final byte @Nullable [] bytes;
    private final @Nullable Path source;

    private GuestFile(int mode, byte @Nullable [] bytes, @Nullable Path source) {
        if (mode < 0 || mode > PERMISSIONS) {
            throw new IllegalArgumentException(
                    "mode 0%o is not valid for a file: use 0 to 07777".formatted(mode));
        }
        this.mode = mode;
        this.bytes = bytes;
        this.source = source;
    }

    /**
     * Return a file with the given bytes.
     *
     * @param mode permission bits, such as {@code 0644}
     */
    public static GuestFile of(byte[] content, int mode) {
        return new GuestFile(mode, content.clone(), null);
    }

    /**
     * Return a file with the contents of a host file, which is read when the image is built.
     *
     * @param mode permission bits, such as {@code 0644}
     */
    public static GuestFile of(Path source, int mode) {
        return new GuestFile(mode, null, source.toAbsolutePath().normalize());
    }

    /** Return the default mode for a host file, which preserves whether it is executable. */
    public static int modeOf(Path source) {
        return Files.isExecutable(source) ? PROGRAM : DATA;
    }

    /**
     * Check the path of a file in the guest.
     *
     * @throws IllegalArgumentException unless it is an absolute path that names a file
     */
    public static String checkPath(String path) {
        if (!path.startsWith("/")
                || path.endsWith("/")
                || path.contains("\0")
                || Arrays.stream(path.split("/", -1))
                        .anyMatch(p -> p.equals("..") || p.equals("."))) {
            throw new IllegalArgumentException(
                    "'%s' is not a path for a file in a guest: use an absolute path such as /etc/motd"
                            .formatted(path));
        }
        return path;
    }

    int mode() {
        return mode;
    }

    /**
     * Return a description on one line, which changes whenever the contents do.
     *
     * @throws ImageException if the host's file cannot be read
     */
    String describe() {
        return "%o %s".formatted(mode, hash());
    }

    private String hash() {
        if (bytes != null) {
            return HexFormat.of().formatHex(HashAlgorithm.SHA256.newDigest().digest(bytes));
        }
        Path file = Objects.requireNonNull(source);
        if (!Files.isRegularFile(file)) {
            throw new ImageException(
                    Files.isDirectory(file)
                            ? "'%s' is a folder: add its files one by one".formatted(file)
                            : "there is no file '%s' to put into the guest".formatted(file));
        }
        try {
            return HashAlgorithm.SHA256.hashOf(file);
        } catch (IOException e) {
            throw new ImageException("cannot read '%s': %s".formatted(file, e.getMessage()), e);
        }
    }

    Content content() {
        return bytes != null
                ? new Content.Bytes(bytes)
                : new Content.HostFile(Objects.requireNonNull(source));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GuestFile that
                && mode == that.mode
                && Arrays.equals(bytes, that.bytes)
                && Objects.equals(source, that.source);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + Objects.hashCode(source) + mode;
    }

    @Override
    public String toString() {
        return "%s, mode 0%o".formatted(bytes != null ? bytes.length + " bytes" : source, mode);
    }
}
