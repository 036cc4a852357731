package org.qemu.functional.asset.internal.download.http;

import static org.qemu.functional.asset.internal.download.transfer.TransferException.Remedy.LATER;
import static org.qemu.functional.asset.internal.download.transfer.TransferException.Remedy.NONE;
import static org.qemu.functional.asset.internal.download.transfer.TransferException.Remedy.RETRY;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.UnknownServiceException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.download.transfer.TransferException;

/** Decides from an exception of the network whether another attempt may help. */
final class NetworkErrorClassifier {
    private NetworkErrorClassifier() {}

    static TransferException of(HttpUrl url, IOException e) {
        String reason = url + ": " + words(e);
        if (e instanceof UnknownHostException) {
            return new TransferException(LATER, "unknown host '%s'".formatted(url.host()), e, null);
        }
        if (e instanceof SSLPeerUnverifiedException || isAboutCertificates(e)) {
            return new TransferException(
                    NONE, reason + ": check that this Java trusts its certificate", e, null);
        }
        boolean redirects =
                e instanceof HttpClient.RefusedRedirectException
                        || e instanceof UnknownServiceException
                        || (e instanceof ProtocolException
                                && reason.contains("Too many follow-up requests"));
        return new TransferException(redirects ? NONE : RETRY, reason, e, null);
    }

    private static String words(IOException e) {
        if (e.getMessage() != null) {
            return e.getMessage();
        }
        return e instanceof EOFException ? "the connection ended too early" : "it cannot be read";
    }

    private static boolean isAboutCertificates(@Nullable Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }
}
