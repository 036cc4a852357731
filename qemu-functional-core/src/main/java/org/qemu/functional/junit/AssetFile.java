package org.qemu.functional.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.qemu.functional.asset.ProvidesAssets;
import org.qemu.functional.atf.AtfExtension;
import org.qemu.functional.junit.internal.AssetFileFinder;

/**
 * Provide a parameter or a field of type {@link java.nio.file.Path} with a file that is downloaded
 * once and checked. It is read-only and shared between tests; a {@link #member} of an archive is a
 * copy in the scratch folder of the test or, in a static field, of the class. A precache run finds
 * the file as it finds assets in static fields. It includes {@link QemuTest}.
 *
 * <p>The test is skipped if the file is not available now, and fails if it has another hash.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@ProvidesAssets(AssetFileFinder.class)
@ExtendWith({AtfExtension.class, QemuExtension.class})
@SuppressWarnings("exports")
public @interface AssetFile {
    /** The URL, in a form that {@link org.qemu.functional.asset.Asset#of} accepts. */
    String url();

    /** 64 hexadecimal digits for SHA-256 or 128 for SHA-512. */
    String hash();

    /**
     * The path of one file in the archive that is downloaded, such as {@code boot/vmlinuz}; the
     * file itself if there is none.
     */
    String member() default "";
}
