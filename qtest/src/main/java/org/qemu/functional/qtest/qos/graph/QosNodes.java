package org.qemu.functional.qtest.qos.graph;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Add nodes to the graph for the {@link QosTest} methods of a class. */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface QosNodes {
    /** The classes that add nodes; each needs a constructor without parameters. */
    Class<? extends QosGraph.Part>[] value();
}
