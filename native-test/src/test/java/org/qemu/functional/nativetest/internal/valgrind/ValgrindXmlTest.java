package org.qemu.functional.nativetest.internal.valgrind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValgrindXmlTest {
    @TempDir private Path folder;

    private static String mark(ReportMark mark, int errors, String text) {
        return "<clientmsg><tid>2</tid><text>%s  </text></clientmsg>\n"
                .formatted(mark.line(errors, text));
    }

    private static String error(String library) {
        return """
                <error><kind>InvalidWrite</kind><what>Invalid write of size 1</what>
                <stack><frame><ip>0x1</ip><obj>%s</obj><fn>f</fn><file>f.c</file><line>7</line></frame>
                <frame><ip>0x2</ip></frame></stack>
                <auxwhat>Address 0x3 is unknown</auxwhat></error>
                """
                .formatted(library);
    }

    private ValgrindReport read(String... parts) throws IOException {
        Path file = folder.resolve("report.xml");
        Files.writeString(
                file, "<?xml version=\"1.0\"?>\n<valgrindoutput>\n" + String.join("", parts));
        return ValgrindXml.read(file);
    }

    @Test
    void assignsErrorsToTestsAndKeepsThoseOfTheLibraryEvenWithoutTheEndOfTheReport()
            throws IOException {
        ValgrindReport report =
                read(
                        mark(ReportMark.LIBRARY, 0, "/l/libf.so"),
                        mark(ReportMark.BEGIN, 0, "one"),
                        error("/l/libjvm.so"),
                        mark(ReportMark.END, 1, "one"),
                        mark(ReportMark.BEGIN, 1, "two"),
                        error("/l/libf.so"),
                        mark(ReportMark.END, 2, "two"));

        assertThat(report.ofTest("one")).isEmpty();
        assertThat(report.ofTest("two"))
                .isEqualTo("Invalid write of size 1\n    at f (f.c:7)\n  Address 0x3 is unknown\n");
        assertThat(report.ofClass()).isEmpty();
    }

    @Test
    void failsATestWhoseErrorValgrindCountsButDoesNotRepeat() throws IOException {
        ValgrindReport report =
                read(
                        mark(ReportMark.LIBRARY, 0, "/l/libf.so"),
                        mark(ReportMark.BEGIN, 0, "one"),
                        error("/l/libf.so"),
                        mark(ReportMark.END, 1, "one"),
                        mark(ReportMark.BEGIN, 1, "two"),
                        mark(ReportMark.END, 2, "two"),
                        mark(ReportMark.BEGIN, 2, "three"),
                        mark(ReportMark.END, 2, "three"));

        assertThat(report.ofTest("two")).contains("an earlier test", "f (f.c:7)");
        assertThat(report.ofTest("three")).isEmpty();
    }

    @Test
    void reportsWhatHappensOutsideTheTestsForTheClass() throws IOException {
        ValgrindReport report =
                read(
                        mark(ReportMark.LIBRARY, 0, "/l/libf.so"),
                        error("/l/libf.so"),
                        mark(ReportMark.DONE, 1, ""),
                        error("/l/libf.so"));

        assertThat(report.ofClass()).containsOnlyOnce("f (f.c:7)");
    }

    @Test
    void refusesWhatIsNoReport() throws IOException {
        Path file = Files.writeString(folder.resolve("report.xml"), "no XML");

        assertThatThrownBy(() -> ValgrindXml.read(file)).isInstanceOf(IOException.class);
    }
}
