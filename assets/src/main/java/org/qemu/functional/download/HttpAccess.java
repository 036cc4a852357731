package org.qemu.functional.download;

import okhttp3.Call;

/** What all HTTP transfers share. */
record HttpAccess(
        Call.Factory client, HttpTimes times, PerHostLimiter limiter, DownloadLimits limits) {}
