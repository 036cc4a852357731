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
import org.qemu.functional.guest.image.GuestFile;
import org.qemu.functional.guest.image.ImageBuilder;
import org.qemu.functional.guest.image.ImageException;
import org.qemu.functional.guest.image.ImageRecipe;

/**
 * Describes a small Linux, made of packages of Debian 12: a kernel, its modules, busybox, an agent,
 * and whatever packages and files the test names. Immutable.
 *
 * <p>Keep images in static fields of the test class, so that the precache run finds what they are
 * made of.
 */
public final class GuestImage implements AssetSource {
    private static final int DATA = 0644;

    private final ImageRecipe recipe;

    private GuestImage(ImageRecipe recipe) {
        this.recipe = recipe;
    }

    /**
     * Starts with what every guest has: busybox, the agent and what that needs.
     *
     * @param target QEMU's name: {@code x86_64}, {@code aarch64}, {@code arm}, {@code ppc64}
     *     (little endian) or {@code mipsel}
     * @throws IllegalArgumentException if there are no guests of it; the message names those that
     *     there are
     */
    public static GuestImage linux(String target) {
        return new GuestImage(ImageRecipe.of(GuestArchitecture.of(target)));
    }

    /**
     * Adds modules of the kernel with all that they need; they are loaded before the guest is
     * ready. One that is a part of the kernel anyway is fine.
     *
     * @param names such as {@code virtio_blk}; {@code -} and {@code _} mean the same
     * @throws IllegalArgumentException if one cannot be a module's name
     */
    public GuestImage withModules(String... names) {
        ImageRecipe more = recipe;
        for (String name : names) {
            more = more.withModule(name);
        }
        return new GuestImage(more);
    }

    /**
     * Adds Debian packages with all that they depend on. Their programs come before busybox's
     * commands of the same names. Their maintainer scripts are not run.
     *
     * @throws IllegalArgumentException if one cannot be a package's name
     */
    public GuestImage withPackage(String... names) {
        ImageRecipe more = recipe;
        for (String name : names) {
            more = more.withPackage(name);
        }
        return new GuestImage(more);
    }

    /**
     * Adds a file of the host, which the guest can run if the host can.
     *
     * @param path where it is in the guest, absolute
     * @param source is read by {@link #build}
     * @throws IllegalArgumentException if the path is not absolute or names no file
     */
    public GuestImage withFile(String path, Path source) {
        return withFile(path, source, GuestFile.modeOf(source));
    }

    /** Adds a file of the host with the given permission bits, such as {@code 0755}. */
    public GuestImage withFile(String path, Path source, int mode) {
        return new GuestImage(recipe.withFile(path, GuestFile.of(source, mode)));
    }

    /** Adds a file with the given bytes and mode 0644. */
    public GuestImage withFile(String path, byte[] content) {
        return withFile(path, content, DATA);
    }

    /** Adds a file with the given bytes and permission bits, such as {@code 0755}. */
    public GuestImage withFile(String path, byte[] content, int mode) {
        return new GuestImage(recipe.withFile(path, GuestFile.of(content, mode)));
    }

    /** Adds a file with the given text, in UTF-8, and mode 0644. */
    public GuestImage withFile(String path, String content) {
        return withFile(path, content, DATA);
    }

    /** Adds a file with the given text, in UTF-8, and permission bits, such as {@code 0755}. */
    public GuestImage withFile(String path, String content, int mode) {
        return withFile(path, content.getBytes(StandardCharsets.UTF_8), mode);
    }

    /** Adds words to the kernel's command line, after those that every guest has. */
    public GuestImage withCommandLine(String words) {
        return new GuestImage(recipe.withCommandLine(words));
    }

    /** Returns whose image it is and how a machine for it is made. */
    public GuestArchitecture architecture() {
        return recipe.architecture();
    }

    /** Returns the modules that were asked for, with {@code _} in their names. */
    public Set<String> modules() {
        return recipe.modules();
    }

    /** Returns the packages that were asked for. */
    public Set<String> packages() {
        return recipe.packages();
    }

    /**
     * Returns what must be fetched to build this. For packages that are not in every image the list
     * of all packages tells, 9 MB, which is fetched by this, unless an earlier call, of whatever
     * process, has found out already.
     *
     * @throws ImageException if there is no package of such a name
     */
    @Override
    public List<Asset> assets() {
        return ImageBuilder.ofThisProcess().assets(recipe);
    }

    /**
     * Makes the image, or finds it made by whatever process: it is kept beside the assets, in
     * {@code guest-images}. The same image is the same to the byte wherever it is made.
     *
     * @throws ImageException if there is no such module, package or file, or the disk refuses
     * @throws org.qemu.functional.asset.AssetUnavailableException if a package cannot be had now,
     *     which skips the test
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
