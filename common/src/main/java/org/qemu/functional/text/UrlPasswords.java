package org.qemu.functional.text;

import java.util.Locale;
import java.util.Set;

/**
 * Masks the passwords of URLs in any text. Not with a regular expression, which takes quadratic
 * time for some texts.
 */
final class UrlPasswords {
    private static final String MASK = "***";

    /** Maximum length of user and password that is examined, in characters. */
    private static final int LONGEST = 500;

    /** Query parameters whose values grant access, used by GitLab, Amazon, Google and Azure. */
    private static final Set<String> PARAMETERS =
            Set.of(
                    "access_token",
                    "api_key",
                    "apikey",
                    "auth",
                    "job_token",
                    "password",
                    "passwd",
                    "private_token",
                    "pwd",
                    "secret",
                    "sig",
                    "signature",
                    "token",
                    "x-amz-credential",
                    "x-amz-security-token",
                    "x-amz-signature",
                    "x-goog-credential",
                    "x-goog-signature");

    private final String text;
    private final StringBuilder masked;
    private int copied;

    private UrlPasswords(String text) {
        this.text = text;
        this.masked = new StringBuilder(text.length());
    }

    static String mask(String text) {
        int first = text.indexOf("://");
        return first < 0 ? text : new UrlPasswords(text).mask(first);
    }

    private String mask(int first) {
        for (int found = first; found >= 0; found = text.indexOf("://", found + 3)) {
            int start = found + 3;
            replace(start, endOfUser(start));
        }
        maskParameters(first);
        return copied == 0 ? text : masked.append(text, copied, text.length()).toString();
    }

    private void replace(int start, int end) {
        if (start >= copied && end > start) {
            masked.append(text, copied, start).append(MASK);
            copied = end;
        }
    }

    /**
     * Return the position of the {@code @} after user and password, or the start if there is none.
     */
    private int endOfUser(int start) {
        int most = Math.min(text.length(), start + LONGEST);
        int end = start;
        int at = start;
        while (end < most && "/?#\\".indexOf(text.charAt(end)) < 0 && text.charAt(end) > ' ') {
            at = text.charAt(end) == '@' ? end : at;
            end++;
        }
        return at > start || !isWrongPort(start, end) ? at : endOfWrongUser(end, most);
    }

    /** A password that contains a slash makes the URL invalid, but it is masked all the same. */
    private int endOfWrongUser(int from, int most) {
        int at = 0;
        for (int i = from; i < most && text.charAt(i) > ' '; i++) {
            at = text.charAt(i) == '@' ? i : at;
        }
        return at;
    }

    private boolean isWrongPort(int start, int end) {
        int colon = text.lastIndexOf(':', end - 1);
        if (colon < start || text.charAt(start) == '[') {
            return false;
        }
        return !text.substring(colon + 1, end).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private void maskParameters(int first) {
        if (text.indexOf('?', first) < 0) {
            return;
        }
        UrlPasswords parameters =
                new UrlPasswords(masked.append(text, copied, text.length()).toString());
        parameters.replaceParameters();
        masked.setLength(0);
        masked.append(parameters.masked).append(parameters.text.substring(parameters.copied));
        copied = text.length();
    }

    private void replaceParameters() {
        for (int i = text.indexOf("://"); i >= 0; i = text.indexOf("://", i + 3)) {
            int end = i;
            boolean query = false;
            int name = -1;
            for (; end < text.length() && isOfUrl(text.charAt(end)); end++) {
                char c = text.charAt(end);
                query |= c == '?';
                if (query && (c == '?' || c == '&' || c == ';')) {
                    name = end + 1;
                } else if (c == '=' && name >= 0 && isSecret(text.substring(name, end))) {
                    int value = end + 1;
                    end = endOfValue(value) - 1;
                    replace(value, end + 1);
                    name = -1;
                } else if (c == '=') {
                    name = -1;
                }
            }
            i = Math.max(i, end - 3);
        }
    }

    private static boolean isSecret(String name) {
        return PARAMETERS.contains(name.toLowerCase(Locale.ROOT));
    }

    private int endOfValue(int start) {
        int end = start;
        while (end < text.length()
                && isOfUrl(text.charAt(end))
                && "&;#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static boolean isOfUrl(char c) {
        return c > ' ' && c != '"' && c != '\'' && c != '<' && c != '>' && c != 0x7F;
    }
}
