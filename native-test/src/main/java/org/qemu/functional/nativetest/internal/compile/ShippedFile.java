package org.qemu.functional.nativetest.internal.compile;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.qemu.functional.files.SourceTree;
import org.qemu.functional.settings.HarnessSettings;

/** Files of this module that programs need to read, and that are therefore copied to a folder. */
public final class ShippedFile {
    private ShippedFile() {}

    /** Return the folder for them in the build folder. */
    public static Path folder() {
        return SourceTree.locate(HarnessSettings.current().environment())
                .build()
                .resolve("native-test");
    }

    /**
     * Return the path of a file, and copy it to a folder unless it is there.
     *
     * @param name the name of the resource
     * @throws IOException if it cannot be written
     */
    public static Path in(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        byte[] content;
        try (InputStream in =
                ShippedFile.class.getResourceAsStream(
                        "/org/qemu/functional/nativetest/internal/" + name)) {
            if (in == null) {
                throw new FileNotFoundException(name);
            }
            content = in.readAllBytes();
        }
        if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
            Files.createDirectories(folder);
            // Other processes may read or write the file at the same time.
            Path temporary = Files.createTempFile(folder, name, ".tmp");
            Files.write(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return file;
    }
}
