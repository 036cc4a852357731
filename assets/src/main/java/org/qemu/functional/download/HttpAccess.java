package org.qemu.functional.download;

import okhttp3.Call;

/** What all transfers over HTTP have in common. */
record HttpAccess(
        Call.Factory client, HttpTimes times, PerHostLimiter slots, DownloadLimits limits) {}
