package org.qemu.functional.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NameSuggestionsTest {
    @Test
    void countsTwoSwappedLettersAsOneDifference() {
        assertThat(NameSuggestions.nearest("q53", List.of("q35", "q5", "pc"))).contains("q35");
        assertThat(NameSuggestions.nearest("virtio-rgn", List.of("virtio-gpu", "virtio-rng")))
                .containsExactly("virtio-rng");
    }

    @Test
    void picksNoneThatIsNotAlike() {
        assertThat(NameSuggestions.nearest("virt", List.of("q35", "pc", "x", ""))).isEmpty();
    }

    @Test
    void looksAtTheLastPartFirst() {
        assertThat(NameSuggestions.of("boot/vmlinux", List.of("a/vmlinuz", "boot/initrd")))
                .startsWith("a/vmlinuz");
    }

    /** Comparing all pairs of characters would take 30 billion steps. */
    @Test
    void boundsItsCostAndItsWords() {
        List<String> names =
                IntStream.range(0, 20_000).mapToObj(i -> "x".repeat(1500) + i).toList();
        assertThat(NameSuggestions.of("y".repeat(1000), names))
                .hasSize(5)
                .allSatisfy(name -> assertThat(name).hasSizeLessThan(210));
        assertThat(NameSuggestions.nearest("y".repeat(1000), names)).isEmpty();
    }
}
