package org.qemu.functional.guest.internal.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Read resources beside the classes. */
public final class ImageResources {
    private ImageResources() {}

    static byte[] bytes(String name) {
        try (InputStream in = ImageResources.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the guest module has no resource '" + name + "'");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource '" + name + "'", e);
        }
    }

    public static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }
}
