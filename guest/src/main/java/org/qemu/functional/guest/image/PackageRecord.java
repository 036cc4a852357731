package org.qemu.functional.guest.image;

import java.util.List;

/**
 * What the list of all packages tells of one.
 *
 * @param needs each with its alternatives, first choice first; versions left out
 * @param provides names that it can stand for
 */
record PackageRecord(DebianPackage source, List<List<String>> needs, List<String> provides) {}
