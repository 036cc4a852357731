package org.qemu.functional.asset.internal.download;

/**
 * The URL of an asset and what is there.
 *
 * @param detail the reason; empty if the file is there
 * @param movedTo where the file is permanently now; empty if it has not moved
 * @param elsewhere a mirror that has the file although the URL does not; empty if there is none
 */
public record CheckedLink(
        String url, String hash, State state, String detail, String movedTo, String elsewhere) {
    /** What is at a URL. */
    public enum State {
        /** The file, as far as that is known. */
        OK,
        /** The file, after a permanent redirect. */
        MOVED,
        /** Something else: another size or hash, or a web page. */
        CHANGED,
        /** Nothing: 404 or 410, or no such file. */
        GONE,
        /** Nothing for this client: another refusal, or an invalid certificate. */
        REFUSED,
        /**
         * Nothing now: no such host, no connection, no answer in time, or an error of the server.
         */
        UNAVAILABLE
    }

    /** Return whether the file is neither at its URL nor on a mirror. */
    public boolean isLost() {
        return state != State.OK && state != State.MOVED && elsewhere.isEmpty();
    }

    CheckedLink withMirror(String address) {
        return new CheckedLink(url, hash, state, detail, movedTo, address);
    }
}
