package org.qemu.functional.qtest.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.machine.QemuBinary;

class MachineArgumentsTest {
    @TempDir Path folder;

    @Test
    void splitsAtBlanks() {
        assertThat(MachineArguments.split("")).isEmpty();
        assertThat(MachineArguments.split(" \t\n")).isEmpty();
        assertThat(MachineArguments.split("  -machine\n  pc,usb=on\t-m 16M "))
                .containsExactly("-machine", "pc,usb=on", "-m", "16M");
    }

    @Test
    void keepsTogetherWhatIsQuoted() {
        assertThat(MachineArguments.split("-name 'a b' \"c d\" e'f g'h \"it's\" 'say \"no\"'"))
                .containsExactly("-name", "a b", "c d", "ef gh", "it's", "say \"no\"");
        assertThat(MachineArguments.split("'' a \"\"")).containsExactly("", "a", "");
        assertThat(MachineArguments.split("'$1\\' \"$2\"")).containsExactly("$1\\", "$2");
        assertThat(MachineArguments.split("-device '{\"driver\": \"edu\"}'"))
                .containsExactly("-device", "{\"driver\": \"edu\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"-name 'a b|'a b", "-name it's|'s", "a \"b 'c'|\"b 'c'", "'|'"})
    void refusesAQuotationThatDoesNotEnd(String text, String place) {
        assertThatThrownBy(() -> MachineArguments.split(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "@QTestMachine(\"%s\"): the quotation that begins at '%s' is not closed"
                                .formatted(text, place));
    }

    @Test
    void leavesOtherWordsAsTheyAre() {
        String json = "{\"driver\": \"edu\", \"x\": {\"y\": \"1\"}}";
        assertThat(MachineArguments.fill(json, folder.resolve("scratch"))).isEqualTo(json);
        assertThat(MachineArguments.fill("pc,usb=on$1", folder)).isEqualTo("pc,usb=on$1");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void fillsInTheScratchFolderAndMakesIt() {
        Path scratch = folder.resolve("a/scratch $1");
        assertThat(MachineArguments.fill("file={scratch}/a,b={scratch}", scratch))
                .isEqualTo("file=%s/a,b=%s", scratch, scratch);
        assertThat(scratch).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "513,513", "3K,3072", "5M,5242880", "8G,8589934592"})
    void makesImagesOfZeroes(String size, long bytes) throws Exception {
        String word = MachineArguments.fill("file={image:%s},if=none".formatted(size), folder);
        Path file = Path.of(word.substring("file=".length(), word.indexOf(",if=none")));
        assertThat(file.getParent()).isEqualTo(folder);
        assertThat(file).hasSize(bytes);
        if (bytes < 10_000_000) {
            assertThat(Files.readAllBytes(file)).isEqualTo(new byte[(int) bytes]);
        }
    }

    @Test
    void makesAnImageForEachTimeThatOneIsWanted() {
        String[] files = MachineArguments.fill("{image:1K} {image:1K}", folder).split(" ", -1);
        assertThat(files).hasSize(2).doesNotHaveDuplicates();
        assertThat(folder).isDirectoryContaining(file -> file.toString().equals(files[0]));
        assertThat(folder).isDirectoryContaining(file -> file.toString().equals(files[1]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{imgae:1M}", "{image:}", "{image:1T}", "{image:-1}", "{scratch/a}"})
    void refusesWhatStandsForNothing(String word) {
        assertThatThrownBy(() -> MachineArguments.fill("file=" + word, folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'%s' is unknown; use {scratch}".formatted(word));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{image:99999999999G}", "{image:99999999999999999999}"})
    void refusesImagesBeyondAllMeasure(String word) {
        assertThatThrownBy(() -> MachineArguments.fill(word, folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'%s' is too large".formatted(word));
    }

    @Test
    void saysWhichImageCannotBeMade() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> MachineArguments.fill("{image:1K}", file.resolve("scratch")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot make '{image:1K}'");
    }

    private void require(String arguments) {
        MachineArguments.require(
                MachineArguments.split(arguments),
                QemuBinary.locate(System.getenv(), folder, Optional.of("x86_64")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-machine",
                "-machine q35",
                "-M pc,usb=on",
                "--machine type=pc",
                "-machine usb=on,type=pc",
                "-machine usb=on",
                "-device virtio-rng-pci,id=r",
                "-device driver=virtio-rng-pci",
                "-device '{\"id\": \"r\", \"driver\": \"virtio-rng-pci\"}'",
                "-device '{\"id\": \"driver\"}'",
                "-device virtio-serial",
                "-device virtio-blk,drive=d",
                "-cpu max,+x2apic",
                "-cpu",
                "-netdev user,id=n",
                "-netdev id=n,type=user",
                "-netdev '{\"type\": \"user\", \"id\": \"n\"}'",
                "-nic none",
                "-nic user",
                "-nic model=virtio-net-pci",
                "-name no-such-thing"
            })
    void asksForNothingThatIsThere(String arguments) {
        assertThatCode(() -> require(arguments)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "-m 16M -machine no-such|machine 'no-such'",
                "-M no-such,usb=on|machine 'no-such'",
                "--machine type=no-such|machine 'no-such'",
                "-machine usb=on,type=no-such|machine 'no-such'",
                "-device no-such,id=r|device 'no-such'",
                "-device id=r,driver=no-such|device 'no-such'",
                "-device '{\"driver\": \"no-such\"}'|device 'no-such'",
                "-netdev no-such,id=n|network back-end 'no-such'",
                "-netdev '{\"type\":\"no-such\"}'|network back-end 'no-such'",
                "-nic no-such|network back-end 'no-such'"
            })
    void skipsWithoutWhatIsNamed(String arguments, String missing) {
        assertThatThrownBy(() -> require(arguments))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageMatching("%s is not in .*qemu-system-x86_64".formatted(missing));
    }

    @ParameterizedTest
    @CsvSource({
        "-machine pcc, machine 'pcc', pc",
        "-device virtio-rgn-pci, device 'virtio-rgn-pci', virtio-rng-pci",
        "-cpu qemu46, CPU 'qemu46', qemu64",
        "-netdev usr, network back-end 'usr', user"
    })
    void skipsWithTheNameThatIsAlike(String arguments, String missing, String alike) {
        assertThatThrownBy(() -> require(arguments))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageMatching(
                        "%s is not in .*; did you mean '%s'\\?".formatted(missing, alike));
    }
}
