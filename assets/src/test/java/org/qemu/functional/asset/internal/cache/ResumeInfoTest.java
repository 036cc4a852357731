package org.qemu.functional.asset.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeInfoTest {
    private static final String URL = "http://example.org/file";

    @TempDir Path temp;

    @Test
    void readsWhatItWrote() throws IOException {
        Path file = temp.resolve("resume/record");
        ResumeInfo info = ResumeInfo.of(URL, "\"tag\"", 500);
        assertThat(info).isNotNull();
        info.write(file);

        assertThat(ResumeInfo.read(file)).isEqualTo(info);
        assertThat(ResumeInfo.read(temp.resolve("none"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                URL,
                URL + "\n\"tag\"\n",
                URL + "\n\"tag\"\nmany\n",
                URL + "\n\n500\n",
                URL + "\nt\u00e4g\n500\n",
                URL + "\nt\tg\n500\n",
                URL + "\n\u007f\n500\n",
                URL + "\n\"tag\"\n500\n500\n"
            })
    void readsNoRecordThatIsNotWhole(String text) throws IOException {
        assertThat(ResumeInfo.read(Files.writeString(temp.resolve("record"), text))).isNull();
    }

    @Test
    void takesNoValidatorThatIsTooLongForAHeader() {
        assertThat(ResumeInfo.of(URL, "x".repeat(999), 500)).isNotNull();
        assertThat(ResumeInfo.of(URL, "x".repeat(1000), 500)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u007f", "a\r\nb: c", "\u00e4"})
    void takesNoValidatorThatNoHeaderMayHave(String validator) {
        assertThat(ResumeInfo.of(URL, validator, 500)).isNull();
    }

    @Test
    void tellsAnEntityTagFromADate() {
        assertThat(new ResumeInfo(URL, "\"tag\"", -1).hasTag()).isTrue();
        assertThat(new ResumeInfo(URL, "Sat, 21 Nov 2026 00:00:00 GMT", -1).hasTag()).isFalse();
    }
}
