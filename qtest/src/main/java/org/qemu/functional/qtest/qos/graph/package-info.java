/**
 * A graph of machines, buses and drivers, in the manner of QEMU's qgraph, along which one test runs
 * everywhere.
 */
@NullMarked
package org.qemu.functional.qtest.qos.graph;

import org.jspecify.annotations.NullMarked;
