package org.qemu.functional.guest.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.AssetFinder;
import org.qemu.functional.asset.AssetSource;
import org.qemu.functional.guest.internal.image.ImageBuilder;
import org.qemu.functional.guest.internal.image.ImageRecipe;

/**
 * Builds an image in processes without download permission, from assets that were fetched before.
 */
class OfflineImageBuildTest {
    private static final ImageRecipe RECIPE =
            ImageRecipe.of(GuestArchitecture.ARM).withPackage("libmnl0");

    @TempDir Path cache;

    @Test
    void buildsOutOfWhatPrecacheFound() throws Exception {
        assertThat(run("assets")).contains(RECIPE.architecture().index().url());
        assertThat(run("build")).contains("AssetUnavailableException", "QEMU_TEST_NO_DOWNLOAD");

        provide(RECIPE.architecture().index());
        List<String> urls = run("assets").lines().toList();
        List<Asset> assets = ImageBuilder.ofThisProcess().assets(RECIPE);
        assertThat(urls).isEqualTo(assets.stream().map(Asset::url).toList());

        for (Asset asset : assets) {
            provide(asset);
        }
        assertThat(run("build")).isEqualTo(ImageBuilder.ofThisProcess().build(RECIPE).key());
    }

    private void provide(Asset asset) throws IOException {
        Path entry = cache.resolve("download").resolve(asset.hash());
        Files.createDirectories(entry.getParent());
        Files.copy(asset.fetch(), entry);
    }

    private String run(String what) throws Exception {
        ProcessBuilder program =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        what);
        program.environment().put("QEMU_TEST_CACHE_DIR", cache.toString());
        program.environment().put("QEMU_TEST_NO_DOWNLOAD", "1");
        Process process = program.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }

    /** The program of the other process. */
    static final class Program {
        static final AssetSource IMAGE = () -> ImageBuilder.ofThisProcess().assets(RECIPE);

        private Program() {}

        public static void main(String[] arguments) {
            try {
                if (arguments[0].equals("assets")) {
                    AssetFinder.assetsOf(Program.class).forEach(a -> System.out.println(a.url()));
                } else {
                    System.out.println(ImageBuilder.ofThisProcess().build(RECIPE).key());
                }
            } catch (RuntimeException e) {
                System.out.println(e);
            }
        }
    }
}
