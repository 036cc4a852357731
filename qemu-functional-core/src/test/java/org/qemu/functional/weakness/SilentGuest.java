package org.qemu.functional.weakness;

import java.time.Duration;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.qemu.functional.QemuSystemTest;

/** A guest that never prints anything. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SilentGuest extends QemuSystemTest {
    private void launch() {
        vm().setConsole();
        vm().addArgs("-machine", "none", "-nodefaults");
        vm().launch();
    }

    @Test
    @Order(1)
    void waits() {
        launch();
        waitForConsolePattern("what never comes");
    }

    @Test
    @Order(2)
    void waitsForARegularExpression() {
        launch();
        waitForRegexConsolePattern("what never comes", "nor this", Duration.ofMillis(200));
    }

    @Test
    @Order(3)
    void stillRuns() {
        launch();
    }
}
