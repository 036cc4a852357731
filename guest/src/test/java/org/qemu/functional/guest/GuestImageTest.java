package org.qemu.functional.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestImageTest {
    private static final GuestImage IMAGE = GuestImage.linux("x86_64");

    @Test
    void isAValue() {
        GuestImage one = IMAGE.withModules("a-b", "c").withFile("/x", "text").withPackage("p-1");
        GuestImage two = IMAGE.withPackage("p-1").withModules("c", "a_b").withFile("/x", "text");
        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two).isNotEqualTo(IMAGE);
        assertThat(one).isNotEqualTo(two.withFile("/x", "text", 0755));
        assertThat(one.toString()).contains("x86_64", "a_b", "p-1", "/x");
        assertThat(IMAGE.modules()).isEmpty();
        assertThat(one.modules()).containsExactly("a_b", "c");
    }

    @Test
    void namesTheArchitecturesThatThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GuestImage.linux("sparc"))
                .withMessageContaining("'sparc'")
                .withMessageContaining("x86_64, aarch64, arm, ppc64, mipsel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"etc/motd", "/etc/", "/etc/../x", "", "/a\0b"})
    void refusesAPathThatNamesNoFile(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IMAGE.withFile(path, "x"))
                .withMessageContaining("'" + path + "'");
    }

    @Test
    void refusesNamesAndModesThatAreNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> IMAGE.withModules("a b"));
        assertThatIllegalArgumentException().isThrownBy(() -> IMAGE.withPackage("Not A Package"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IMAGE.withFile("/x", Path.of("x"), 010000))
                .withMessageContaining("010000");
        assertThatIllegalArgumentException().isThrownBy(() -> IMAGE.withCommandLine("a\nb"));
    }
}
