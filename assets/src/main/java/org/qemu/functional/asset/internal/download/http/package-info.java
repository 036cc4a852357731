/** Downloads over HTTP: connections, proxies, retries and resumed downloads. */
@NullMarked
package org.qemu.functional.asset.internal.download.http;

import org.jspecify.annotations.NullMarked;
