package org.qemu.functional.asset.internal.download.http;

import okhttp3.Call;
import org.qemu.functional.asset.internal.download.transfer.DownloadLimits;

/** What all HTTP transfers share. */
public record HttpAccess(
        Call.Factory client, HttpTimes times, PerHostLimiter limiter, DownloadLimits limits) {}
