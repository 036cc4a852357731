package org.qemu.functional.guest.internal.image.debian;

import java.util.List;

/**
 * The entry of a package in the package list.
 *
 * @param needs each dependency with its alternatives in order of preference, without versions
 * @param provides the names that it provides
 */
public record PackageRecord(
        DebianPackage source, List<List<String>> needs, List<String> provides) {}
