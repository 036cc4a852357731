package org.qemu.functional.qtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.trace.internal.JsonFields;
import org.qemu.functional.trace.internal.TestTrace;
import org.qemu.functional.trace.internal.TraceMode;

class QTestTraceTest {
    @TempDir Path folder;

    @Test
    void sessionIsOneLineWithTheNumberOfItsCommands() throws IOException {
        TestTrace trace =
                TestTrace.open(folder, TraceMode.ON, new JsonFields().put("test", "qtest"));
        QemuMachine vm =
                QemuMachine.create(
                        QemuBinary.locate(System.getenv(), folder, Optional.of("x86_64")),
                        QemuMachine.DEFAULT,
                        folder);
        vm.addArgs("-machine", "pc", "-m", "16M");
        try {
            QTest qtest = QTest.launch(vm);
            for (int i = 0; i < 50; i++) {
                qtest.writeb(0x100000 + i, i);
            }
        } finally {
            vm.kill();
            trace.finish(trace.entry("result", "passed"), true);
        }

        List<String> lines =
                Files.readAllLines(folder.resolve(TestTrace.FILE_NAME)).stream()
                        .filter(line -> line.contains("\"kind\":\"qtest\""))
                        .toList();
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).matches(".*\"commands\":(5\\d),.*");
    }
}
