package org.qemu.functional.download;

import static org.qemu.functional.download.TransferException.Remedy.LATER;
import static org.qemu.functional.download.TransferException.Remedy.NONE;
import static org.qemu.functional.download.TransferException.Remedy.RETRY;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.UnknownServiceException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.util.HexFormat;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.cache.DownloadFile;
import org.qemu.functional.cache.HashAlgorithm;

/** One try to get a file from one address. */
record Transfer(DownloadRequest request, HttpUrl url, Call.Factory client, Clock clock) {
    private static final int CHUNK = 1 << 16;
    private static final int NOT_FOUND = 404;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    void into(DownloadFile file, DownloadListener listener)
            throws TransferException, LocalFault, InterruptedException {
        try (Response response = client.newCall(HttpClient.get(url)).execute()) {
            if (!response.isSuccessful()) {
                throw refused(response);
            }
            listener.started(response.request().url().toString(), response.body().contentLength());
            copy(response.body().byteStream(), file, listener);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("while fetching " + request.url());
            }
            throw broken(e);
        }
    }

    private void copy(InputStream body, DownloadFile file, DownloadListener listener)
            throws IOException, TransferException {
        MessageDigest digest = HashAlgorithm.of(request.hash()).newDigest();
        byte[] chunk = new byte[CHUNK];
        long total = 0;
        for (int n = body.readNBytes(chunk, 0, CHUNK);
                n > 0;
                n = body.readNBytes(chunk, 0, CHUNK)) {
            digest.update(chunk, 0, n);
            write(file, ByteBuffer.wrap(chunk, 0, n));
            total += n;
            listener.received(n);
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(request.hash())) {
            throw new TransferException(
                    NONE,
                    "%s sent %d bytes with hash %s, expected is %s: either the file changed there, then the test needs its new hash, or it was damaged on the way"
                            .formatted(url, total, found, request.hash()));
        }
    }

    /** Keeps a fault of this disk apart from one of the network. */
    private static void write(DownloadFile file, ByteBuffer bytes) throws IOException {
        try {
            file.write(bytes);
        } catch (IOException e) {
            throw new LocalFault(e);
        }
    }

    private TransferException refused(Response response) {
        int code = response.code();
        String reason =
                "%s answered %d %s".formatted(response.request().url(), code, response.message());
        if (code == REQUEST_TIMEOUT || code == TOO_MANY_REQUESTS || code >= SERVER_ERROR) {
            return new TransferException(
                    RETRY,
                    reason.strip(),
                    null,
                    RetryAfter.parse(response.header("Retry-After"), clock));
        }
        String hint =
                code == NOT_FOUND ? ": has the file moved? Its hash is " + request.hash() : "";
        return new TransferException(NONE, reason.strip() + hint);
    }

    private TransferException broken(IOException e) throws LocalFault {
        if (e instanceof LocalFault local) {
            throw local;
        }
        String reason =
                url + ": " + (e.getMessage() == null ? e.getClass().getName() : e.getMessage());
        if (e instanceof UnknownHostException) {
            return new TransferException(
                    LATER, "host '%s' is not known here".formatted(url.host()), e, null);
        }
        if (e instanceof SSLPeerUnverifiedException || isAboutCertificates(e)) {
            return new TransferException(
                    NONE, reason + ": is its certificate trusted by this Java?", e, null);
        }
        boolean redirects =
                e instanceof HttpClient.RefusedRedirectException
                        || e instanceof UnknownServiceException
                        || (e instanceof ProtocolException
                                && reason.contains("Too many follow-up requests"));
        return new TransferException(redirects ? NONE : RETRY, reason, e, null);
    }

    private static boolean isAboutCertificates(@Nullable Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    /** Tells that it is this host that cannot keep what comes. */
    static final class LocalFault extends IOException {
        private static final long serialVersionUID = 1;

        LocalFault(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
