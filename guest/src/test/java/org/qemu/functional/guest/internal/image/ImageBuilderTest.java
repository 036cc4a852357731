package org.qemu.functional.guest.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.guest.image.BuiltImage;
import org.qemu.functional.guest.image.GuestArchitecture;
import org.qemu.functional.guest.image.ImageException;

/** Builds images from real packages: those for arm, which are the smallest. */
class ImageBuilderTest {
    private static final ImageRecipe RECIPE = ImageRecipe.of(GuestArchitecture.ARM);

    @TempDir Path folder;

    @Test
    void makesTheSameBytesWhereverItMakesThem() throws IOException {
        ImageRecipe recipe =
                RECIPE.withModule("ne2k-pci")
                        .withPackage("iproute2")
                        .withFile("/etc/motd", GuestFile.of(new byte[] {'x'}, 0600));
        // The first may be of an earlier run: if they differ, FORMAT needs another number.
        BuiltImage one = ImageBuilder.ofThisProcess().build(recipe);
        BuiltImage two = ImageBuilder.in(folder.resolve("two")).build(recipe);
        assertThat(two.key()).isEqualTo(one.key());
        assertThat(two.initrd()).hasSameBinaryContentAs(one.initrd());
        assertThat(two.kernel()).hasSameBinaryContentAs(one.kernel());
        assertThat(two.kernel().startsWith(folder.resolve("two"))).isTrue();
    }

    @Test
    void hasAnotherKeyForEachThingThatDiffers() {
        ImageBuilder builder = ImageBuilder.ofThisProcess();
        String plain = builder.build(RECIPE).key();
        assertThat(plain).hasSize(64).isEqualTo(builder.build(RECIPE).key());
        assertThat(
                        java.util.List.of(
                                builder.build(RECIPE.withModule("e1000")).key(),
                                builder.build(RECIPE.withCommandLine("x")).key(),
                                builder.build(RECIPE.withFile("/a", text("x", 0644))).key(),
                                builder.build(RECIPE.withFile("/a", text("y", 0644))).key(),
                                builder.build(RECIPE.withFile("/a", text("y", 0755))).key()))
                .doesNotHaveDuplicates()
                .doesNotContain(plain);
    }

    private static GuestFile text(String content, int mode) {
        return GuestFile.of(content.getBytes(java.nio.charset.StandardCharsets.UTF_8), mode);
    }

    @Test
    void readsAFileOfTheHostAnewForEachBuild() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "one");
        ImageBuilder builder = ImageBuilder.ofThisProcess();
        ImageRecipe recipe = RECIPE.withFile("/file", GuestFile.of(file, 0644));
        String before = builder.build(recipe).key();
        Files.writeString(file, "two");
        assertThat(builder.build(recipe).key()).isNotEqualTo(before);
    }

    @Test
    void saysWhatDoesNotExist() {
        ImageBuilder builder = ImageBuilder.ofThisProcess();
        assertThatExceptionOfType(ImageException.class)
                .isThrownBy(() -> builder.build(RECIPE.withModule("virtio_blkk")))
                .withMessageContaining("no module 'virtio_blkk'")
                .withMessageContaining("virtio_blk,");
        assertThatExceptionOfType(ImageException.class)
                .isThrownBy(() -> builder.build(RECIPE.withPackage("iproute3")))
                .withMessageContaining("no package 'iproute3'")
                .withMessageContaining("iproute2");
        Path absent = folder.resolve("absent");
        assertThatExceptionOfType(ImageException.class)
                .isThrownBy(() -> builder.build(RECIPE.withFile("/x", GuestFile.of(absent, 0644))))
                .withMessageContaining("no file '" + absent + "'");
        assertThatExceptionOfType(ImageException.class)
                .isThrownBy(() -> builder.build(RECIPE.withFile("/x", GuestFile.of(folder, 0644))))
                .withMessageContaining("'" + folder + "' is a folder");
    }

    @Test
    void namesAllPackagesThatMustBeFetched() {
        assertThat(ImageBuilder.ofThisProcess().assets(RECIPE.withPackage("iproute2")))
                .extracting(asset -> asset.url().replaceFirst(".*/([^/_]+)_.*", "$1"))
                .contains("iproute2", "libmnl0", "linux-image-6.1.0-50-armmp", "busybox-static")
                .doesNotContain("debconf");
    }
}
