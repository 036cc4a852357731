package org.qemu.functional.guest;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.AssetSource;
import org.qemu.functional.guest.image.BuiltImage;
import org.qemu.functional.guest.image.GuestArchitecture;
import org.qemu.functional.guest.image.ImageException;
import org.qemu.functional.guest.internal.image.GuestFile;
import org.qemu.functional.guest.internal.image.ImageBuilder;
import org.qemu.functional.guest.internal.image.ImageRecipe;

/**
 * A small Linux system made of Debian 12 packages: a kernel, its modules, busybox, an agent, and
 * the packages and files that the test names. Immutable.
 *
 * <p>Keep images in static fields of the test class, so that the precache run finds their assets.
 */
public final class GuestImage implements AssetSource {
    private static final int DATA = 0644;

    private final ImageRecipe recipe;

    private GuestImage(ImageRecipe recipe) {
        this.recipe = recipe;
    }

    /**
     * Return the minimal image: busybox, the agent and their dependencies.
     *
     * @param target QEMU's name: {@code x86_64}, {@code aarch64}, {@code arm}, {@code ppc64}
     *     (little endian) or {@code mipsel}
     * @throws IllegalArgumentException if the target is not supported; the message lists those that
     *     are
     */
    public static GuestImage linux(String target) {
        return new GuestImage(ImageRecipe.of(GuestArchitecture.of(target)));
    }

    /**
     * Add kernel modules with their dependencies. They are loaded before the guest is ready.
     * Modules that are built into the kernel are accepted.
     *
     * @param names names such as {@code virtio_blk}; {@code -} and {@code _} are equivalent
     * @throws IllegalArgumentException if a name is not valid for a module
     */
    public GuestImage withModules(String... names) {
        ImageRecipe more = recipe;
        for (String name : names) {
            more = more.withModule(name);
        }
        return new GuestImage(more);
    }

    /**
     * Add Debian packages with their dependencies. Their programs take precedence over busybox's
     * commands with the same names. Their maintainer scripts are not run.
     *
     * @throws IllegalArgumentException if a name is not valid for a package
     */
    public GuestImage withPackage(String... names) {
        ImageRecipe more = recipe;
        for (String name : names) {
            more = more.withPackage(name);
        }
        return new GuestImage(more);
    }

    /**
     * Add a file of the host, which is executable in the guest if it is on the host.
     *
     * @param path its absolute path in the guest
     * @param source the file that {@link #build} reads
     * @throws IllegalArgumentException if the path is not absolute or names no file
     */
    public GuestImage withFile(String path, Path source) {
        return withFile(path, source, GuestFile.modeOf(source));
    }

    /** Add a file of the host with the given permission bits, such as {@code 0755}. */
    public GuestImage withFile(String path, Path source, int mode) {
        return new GuestImage(recipe.withFile(path, GuestFile.of(source, mode)));
    }

    /** Add a file with the given bytes and mode 0644. */
    public GuestImage withFile(String path, byte[] content) {
        return withFile(path, content, DATA);
    }

    /** Add a file with the given bytes and permission bits, such as {@code 0755}. */
    public GuestImage withFile(String path, byte[] content, int mode) {
        return new GuestImage(recipe.withFile(path, GuestFile.of(content, mode)));
    }

    /** Add a file with the given text, in UTF-8, and mode 0644. */
    public GuestImage withFile(String path, String content) {
        return withFile(path, content, DATA);
    }

    /** Add a file with the given text, in UTF-8, and permission bits, such as {@code 0755}. */
    public GuestImage withFile(String path, String content, int mode) {
        return withFile(path, content.getBytes(StandardCharsets.UTF_8), mode);
    }

    /** Append words to the standard command line of the kernel. */
    public GuestImage withCommandLine(String words) {
        return new GuestImage(recipe.withCommandLine(words));
    }

    /** Return the architecture of the image, which also configures a machine for it. */
    public GuestArchitecture architecture() {
        return recipe.architecture();
    }

    /** Return the requested modules, with {@code _} in their names. */
    public Set<String> modules() {
        return recipe.modules();
    }

    /** Return the requested packages. */
    public Set<String> packages() {
        return recipe.packages();
    }

    /**
     * Return the assets that are needed to build the image. The packages that are not in every
     * image are resolved with Debian's package list, 9 MB, which this method fetches unless an
     * earlier call in any process has stored the result.
     *
     * @throws ImageException if there is no package with one of these names
     */
    @Override
    public List<Asset> assets() {
        return ImageBuilder.ofThisProcess().assets(recipe);
    }

    /**
     * Build the image, or find it built by any process: images are kept beside the assets, in
     * {@code guest-images}. Builds are reproducible: the same image is identical byte for byte on
     * every host.
     *
     * @throws ImageException if a module, package or file does not exist, or the disk cannot be
     *     written
     * @throws org.qemu.functional.asset.AssetUnavailableException if a package is temporarily
     *     unavailable, which skips the test
     */
    public BuiltImage build() {
        return ImageBuilder.ofThisProcess().build(recipe);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GuestImage image && recipe.equals(image.recipe);
    }

    @Override
    public int hashCode() {
        return recipe.hashCode();
    }

    @Override
    public String toString() {
        return recipe.toString();
    }
}
