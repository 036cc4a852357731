package org.qemu.functional.guest.internal.image.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.guest.image.ImageException;

class KernelModulesTest {
    private static KernelModule module(String path, String depends, String soft, String aliases) {
        return KernelModule.parse(String.join("\t", path, "0", depends, soft, aliases));
    }

    private static final KernelModules MODULES =
            new KernelModules(
                    "6.1",
                    List.of(
                            module("k/top.ko", "middle-2 bottom".replace('-', '_'), "", ""),
                            module("k/middle-2.ko", "bottom built_in", "", ""),
                            module("k/bottom.ko", "", "", ""),
                            module("k/fs.ko", "", "crc absent", ""),
                            module("k/crc-fast.ko", "", "", "crc"),
                            module("k/crc_generic.ko", "", "", "crc"),
                            module("k/loop1.ko", "loop2", "", ""),
                            module("k/loop2.ko", "loop1", "", "")),
                    List.of("built_in"));

    private static List<String> closure(String... names) {
        return MODULES.closure(List.of(names)).stream().map(KernelModule::name).toList();
    }

    @Test
    void loadsEachAfterWhatItNeeds() {
        assertThat(closure("top", "bottom")).containsExactly("bottom", "middle_2", "top");
    }

    @Test
    void takesDashAndUnderscoreToBeTheSame() {
        assertThat(closure("middle-2")).isEqualTo(closure("middle_2"));
    }

    @Test
    void needsNothingForWhatIsBuiltIn() {
        assertThat(closure("built-in")).isEmpty();
    }

    @Test
    void takesTheGenericOneForASoftDependency() {
        assertThat(closure("fs")).containsExactly("crc_generic", "fs");
    }

    @Test
    void endsWhereModulesNeedEachOther() {
        assertThat(closure("loop1")).containsExactlyInAnyOrder("loop1", "loop2");
    }

    @Test
    void namesTheNearestModules() {
        assertThatExceptionOfType(ImageException.class)
                .isThrownBy(() -> closure("botom"))
                .withMessageContaining("6.1 has no module 'botom'")
                .withMessageContaining("bottom");
    }

    @Test
    void readsBackWhatItWrites() {
        KernelModule module = module("k/a-b.ko.xz", "c d", "", "e");
        assertThat(KernelModule.parse(module.line())).isEqualTo(module);
        assertThat(module.name()).isEqualTo("a_b");
    }
}
