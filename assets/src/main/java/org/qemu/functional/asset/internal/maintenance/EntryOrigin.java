package org.qemu.functional.asset.internal.maintenance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import org.qemu.functional.text.SafeText;

/** Reads the origin of an entry from the extended attribute that both frameworks set. */
public final class EntryOrigin {
    private static final String NAME = "qemu-asset-url";

    private EntryOrigin() {}

    /**
     * Return the URL of an entry.
     *
     * @param unknown returned if the file system has no attributes, or the file has none
     */
    public static String of(Path entry, String unknown) {
        UserDefinedFileAttributeView attributes =
                Files.getFileAttributeView(entry, UserDefinedFileAttributeView.class);
        if (attributes == null) {
            return unknown;
        }
        try {
            ByteBuffer value = ByteBuffer.allocate(attributes.size(NAME));
            attributes.read(NAME, value);
            return SafeText.line(StandardCharsets.UTF_8.decode(value.flip()).toString());
        } catch (IOException e) {
            return unknown;
        }
    }
}
