package org.qemu.functional.qtest.qos.graph;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.qemu.functional.FunctionalTestExtension;

/**
 * A test that runs once for each way through the graph from a machine of the target to what its
 * first parameter is: a {@code VirtioBlk} on every machine and transport that can carry one. Each
 * is a test of its own in the report, called after the way. Further parameters get what is on the
 * way: {@link org.qemu.functional.qtest.QTest}, the machine, the bus.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@TestTemplate
@ExtendWith({FunctionalTestExtension.class, QosTestExtension.class})
public @interface QosTest {
    /** Options for the last device on the way, such as {@code num-queues=2}. */
    String deviceOptions() default "";

    /** More arguments for QEMU, as in {@link org.qemu.functional.qtest.QTestMachine#value}. */
    String arguments() default "";

    /** A regular expression that must be found in the way; all ways have the empty one. */
    String only() default "";

    /**
     * Whether the machine is to run: see {@link org.qemu.functional.qtest.QTestMachine#running}.
     */
    boolean running() default false;
}
