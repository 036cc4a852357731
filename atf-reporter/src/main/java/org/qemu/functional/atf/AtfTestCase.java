package org.qemu.functional.atf;

import java.util.Map;

/**
 * A test case of a program.
 *
 * @param ident its name
 * @param metadata its metadata by key, in the order in which it is listed
 */
public record AtfTestCase(String ident, Map<String, String> metadata) {}
