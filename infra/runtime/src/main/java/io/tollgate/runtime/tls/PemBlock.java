package io.tollgate.runtime.tls;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands between {@code -----BEGIN label-----} and its end.
 *
 * @param body as the file has it: base64, before which lines of headers may stand
 */
record PemBlock(String label, String body) {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,60})-----(.*?)-----END \\1-----", Pattern.DOTALL);

    private static final Pattern HEADER = Pattern.compile("(?m)^[A-Za-z0-9-]{1,60}:.*$");

    /** Returns the blocks of a file, in their order; what stands between them is a comment. */
    static List<PemBlock> of(String pem) {
        List<PemBlock> blocks = new ArrayList<>();
        for (Matcher block = BLOCK.matcher(pem); block.find(); ) {
            blocks.add(new PemBlock(block.group(1), block.group(2)));
        }
        return blocks;
    }

    /** Returns a file of one block. */
    static String text(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + label
                + "-----\n";
    }

    /** Returns whether its headers say that it is encrypted, as OpenSSL writes keys that are not in PKCS#8. */
    boolean isEncrypted() {
        return body.contains("Proc-Type:") && body.contains("ENCRYPTED");
    }

    /**
     * Returns what it holds.
     *
     * @throws IOException if that is not base64
     */
    byte[] content() throws IOException {
        String base64 = HEADER.matcher(body).replaceAll("").replaceAll("\\s", "");
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IOException("its " + label + " is not base64", e);
        }
    }
}
