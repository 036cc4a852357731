package org.qemu.functional.qtest.qos.graph;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.qemu.functional.FunctionalTestExtension;
import org.qemu.functional.atf.AtfExtension;

/**
 * Run a test once for each path through the graph from a machine of the target to the type of its
 * first parameter: for example, a {@code VirtioBlk} on every machine and transport that supports
 * it. Each path is a separate test in the report. Further parameters receive other objects on the
 * path: {@link org.qemu.functional.qtest.QTest}, the machine, the bus.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@TestTemplate
@ExtendWith({AtfExtension.class, FunctionalTestExtension.class, QosTestExtension.class})
@SuppressWarnings("exports")
public @interface QosTest {
    /** Options for the last device on the path, such as {@code num-queues=2}. */
    String deviceOptions() default "";

    /** Additional arguments of QEMU, as in {@link org.qemu.functional.qtest.QTestMachine#value}. */
    String arguments() default "";

    /**
     * A regular expression that must be found in the name of the path; by default, all paths match.
     */
    String only() default "";

    /** Whether the machine must run: see {@link org.qemu.functional.qtest.QTestMachine#running}. */
    boolean running() default false;
}
