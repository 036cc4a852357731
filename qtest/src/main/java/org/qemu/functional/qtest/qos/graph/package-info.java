/**
 * A graph of machines, buses and drivers, like QEMU's qgraph, along whose paths one test runs on
 * all of them.
 */
@NullMarked
package org.qemu.functional.qtest.qos.graph;

import org.jspecify.annotations.NullMarked;
