import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opens referrals with the JDK's own classes (17 or later): java Open.java PRIVATE-JWK [TOKENS]
 *
 * <p>The tokens stand one a line in the file or on standard input. With a JOSE library in your
 * project, leave {@link #decrypt} to it and keep {@link #check}; with a JSON library, leave out
 * {@link Json}.
 */
public final class Open {
    /** The longest token, in characters: a record of 16 KiB with what stands around it. */
    private static final int LONGEST = 24_576;

    /** Members that change how a token is read, and that no referral has. */
    private static final List<String> UNKNOWN_TO_US = List.of("crit", "zip", "apu", "apv");

    /** Why a token was not opened; the message is the code, and never says what was inside. */
    private static final class Refused extends Exception {
        Refused(String code) {
            super(code);
        }
    }

    /** A private key, and the one algorithm for its kind: the key decides, never the token. */
    private record Key(String kid, String alg, PrivateKey secret) {}

    /** What a token consists of, decoded. */
    private record Token(
            Key key, String head, Map<?, ?> header, byte[] wrapped, byte[] iv, byte[] sealed) {}

    public static void main(String[] args) {
        List<Key> keys = new ArrayList<>();
        String[] tokens;
        try {
            Map<?, ?> file = (Map<?, ?>) new Json(Files.readString(Path.of(args[0]))).document();
            List<?> set = file.get("keys") instanceof List<?> several ? several : List.of(file);
            for (Object jwk : set) {
                keys.add(key((Map<?, ?>) jwk));
            }
            byte[] all =
                    args.length > 1 ? Files.readAllBytes(Path.of(args[1])) : System.in.readAllBytes();
            String text = new String(all, StandardCharsets.ISO_8859_1);
            tokens = text.replaceFirst("\r?\n\\z", "").split("\r?\n", -1);
        } catch (IOException | GeneralSecurityException | RuntimeException | Refused fault) {
            System.err.println("usage: java Open.java PRIVATE-JWK [TOKENS]: a file cannot be read");
            System.exit(1);
            return;
        }
        StringBuilder out = new StringBuilder();
        boolean refused = false;
        for (int i = 0; i < tokens.length; i++) {
            // A refused token leaves its line empty, so that lines and tokens stay side by side.
            try {
                out.append(open(tokens[i], keys));
            } catch (Refused code) {
                refused = true;
                System.err.println("token " + (i + 1) + ": " + code.getMessage());
            }
            out.append('\n');
        }
        byte[] lines = out.toString().getBytes(StandardCharsets.UTF_8);
        System.out.write(lines, 0, lines.length);
        System.out.flush();
        System.exit(refused ? 1 : 0);
    }

    private static String open(String text, List<Key> keys) throws Refused {
        Token token = check(text, keys);
        byte[] plaintext;
        try {
            plaintext = decrypt(token);
        } catch (GeneralSecurityException | RuntimeException fault) {
            // Whatever went wrong has one name: which step failed is nobody's business.
            throw new Refused("not-authentic");
        }
        String record = utf8(plaintext, "not-a-record");
        object(record, "not-a-record");
        // The spaces that hide the length stand after the document, where JSON allows them. A line
        // break can stand between two words of the document alone, where a space does as well.
        return record.strip().replaceAll("[\r\n]", " ");
    }

    /** The token taken apart, if it is such a one as the widget seals, and its key. */
    private static Token check(String text, List<Key> keys) throws Refused {
        String[] parts = text.split("\\.", -1);
        if (text.length() > LONGEST || parts.length != 5) {
            throw new Refused("malformed");
        }
        Map<?, ?> header = object(utf8(octets(parts[0]), "malformed"), "malformed");
        byte[] wrapped = octets(parts[1]);
        byte[] iv = octets(parts[2]);
        byte[] ciphertext = octets(parts[3]);
        byte[] tag = octets(parts[4]);

        Object alg = header.get("alg");
        boolean known = "ECDH-ES".equals(alg) || "RSA-OAEP-256".equals(alg);
        if (!known
                || !"A256GCM".equals(header.get("enc"))
                || UNKNOWN_TO_US.stream().anyMatch(header::containsKey)) {
            throw new Refused("algorithm");
        }
        Object kid = header.get("kid");
        Key key =
                keys.stream()
                        .filter(one -> one.kid().equals(kid))
                        .findFirst()
                        .orElseThrow(() -> new Refused("other-key"));
        if (!key.alg().equals(alg)) {
            throw new Refused("algorithm");
        }

        boolean shape = wrapped.length > 0;
        if (key.alg().equals("ECDH-ES")) {
            shape = wrapped.length == 0 && isPoint(header.get("epk"));
        }
        if (!shape || iv.length != 12 || ciphertext.length == 0 || tag.length != 16) {
            throw new Refused("malformed");
        }
        // Java takes the ciphertext and its tag in one piece.
        byte[] sealed = join(ciphertext, tag);
        return new Token(key, parts[0], header, wrapped, iv, sealed);
    }

    private static boolean isPoint(Object epk) throws Refused {
        return epk instanceof Map<?, ?> point
                && "EC".equals(point.get("kty"))
                && "P-256".equals(point.get("crv"))
                && point.get("x") instanceof String x
                && octets(x).length == 32
                && point.get("y") instanceof String y
                && octets(y).length == 32;
    }

    /** RFC 7516 section 5.2, with the content key by RFC 7518 section 4.3 or 4.6. */
    private static byte[] decrypt(Token token) throws GeneralSecurityException {
        byte[] content =
                token.key().alg().equals("ECDH-ES")
                        ? agree(token.key().secret(), (Map<?, ?>) token.header().get("epk"))
                        : unwrap(token.key().secret(), token.wrapped());
        Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
        aes.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(content, "AES"),
                new GCMParameterSpec(128, token.iv()));
        aes.updateAAD(token.head().getBytes(StandardCharsets.US_ASCII));
        return aes.doFinal(token.sealed());
    }

    private static byte[] agree(PrivateKey secret, Map<?, ?> epk) throws GeneralSecurityException {
        ECParameterSpec curve = p256();
        BigInteger x = number(epk, "x");
        BigInteger y = number(epk, "y");
        // A point that is not on the curve would give the private key away, bit by bit.
        BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
        BigInteger a = curve.getCurve().getA();
        BigInteger b = curve.getCurve().getB();
        boolean inRange = x.compareTo(p) < 0 && y.compareTo(p) < 0;
        if (!inRange || !y.multiply(y).mod(p).equals(x.multiply(x).add(a).multiply(x).add(b).mod(p))) {
            throw new GeneralSecurityException("not on the curve");
        }
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(secret);
        agreement.doPhase(
                KeyFactory.getInstance("EC")
                        .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve)),
                true);

        // One round of the Concat KDF: its number, the secret, the algorithm, two parties without a
        // name, and the length of the key in bits. Each text has its length before it.
        byte[] enc = "A256GCM".getBytes(StandardCharsets.US_ASCII);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(join(four(1), agreement.generateSecret()));
        sha256.update(join(four(enc.length), enc));
        sha256.update(join(four(0), four(0)));
        return sha256.digest(four(256));
    }

    private static byte[] unwrap(PrivateKey secret, byte[] wrapped) throws GeneralSecurityException {
        // Java's own name for this algorithm takes SHA-1 inside, so both digests are named.
        Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
        rsa.init(
                Cipher.DECRYPT_MODE,
                secret,
                new OAEPParameterSpec(
                        "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
        byte[] content = rsa.doFinal(wrapped);
        if (content.length != 32) {
            throw new GeneralSecurityException("no key of 256 bits");
        }
        return content;
    }

    private static Key key(Map<?, ?> jwk) throws GeneralSecurityException {
        String kid = (String) jwk.get("kid");
        if (kid == null) {
            throw new GeneralSecurityException("a key without an id");
        }
        if ("EC".equals(jwk.get("kty"))) {
            PrivateKey secret =
                    KeyFactory.getInstance("EC")
                            .generatePrivate(new ECPrivateKeySpec(number(jwk, "d"), p256()));
            return new Key(kid, "ECDH-ES", secret);
        }
        PrivateKey secret =
                KeyFactory.getInstance("RSA")
                        .generatePrivate(
                                new RSAPrivateCrtKeySpec(
                                        number(jwk, "n"), number(jwk, "e"), number(jwk, "d"),
                                        number(jwk, "p"), number(jwk, "q"),
                                        number(jwk, "dp"), number(jwk, "dq"), number(jwk, "qi")));
        return new Key(kid, "RSA-OAEP-256", secret);
    }

    private static ECParameterSpec p256() throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    private static BigInteger number(Map<?, ?> jwk, String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode((String) jwk.get(name)));
    }

    private static byte[] four(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private static byte[] join(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
    }

    /** Java takes padding and loose bits; what does not come out again as it was is refused. */
    private static byte[] octets(String text) throws Refused {
        try {
            byte[] octets = Base64.getUrlDecoder().decode(text);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(octets).equals(text)) {
                return octets;
            }
        } catch (IllegalArgumentException fault) {
            // Told below.
        }
        throw new Refused("malformed");
    }

    private static String utf8(byte[] octets, String otherwise) throws Refused {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException fault) {
            throw new Refused(otherwise);
        }
    }

    private static Map<?, ?> object(String text, String otherwise) throws Refused {
        if (new Json(text).documentOrNull() instanceof Map<?, ?> object) {
            return object;
        }
        throw new Refused(otherwise);
    }

    /** JSON (RFC 8259), because the JDK has no reader of its own. */
    private static final class Json {
        private static final int DEEPEST = 100;

        private final String text;
        private int at;

        Json(String text) {
            this.text = text;
        }

        Object documentOrNull() {
            try {
                return document();
            } catch (Refused fault) {
                return null;
            }
        }

        Object document() throws Refused {
            Object value = value(0);
            space();
            if (at < text.length()) {
                throw fault();
            }
            return value;
        }

        private Object value(int depth) throws Refused {
            space();
            if (depth > DEEPEST) {
                throw fault();
            }
            if (take("{")) {
                Map<String, Object> object = new HashMap<>();
                for (boolean more = !closes("}"); more; more = another("}")) {
                    space();
                    expect("\"");
                    String name = string();
                    space();
                    expect(":");
                    object.put(name, value(depth + 1));
                }
                return object;
            }
            if (take("[")) {
                List<Object> list = new ArrayList<>();
                for (boolean more = !closes("]"); more; more = another("]")) {
                    list.add(value(depth + 1));
                }
                return list;
            }
            if (take("\"")) {
                return string();
            }
            for (String word : List.of("true", "false", "null")) {
                if (take(word)) {
                    return word.equals("null") ? null : (Object) word.equals("true");
                }
            }
            int start = at;
            while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            String number = text.substring(start, at);
            if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
                throw fault();
            }
            return Double.valueOf(number);
        }

        private String string() throws Refused {
            StringBuilder out = new StringBuilder();
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '"') {
                    return out.toString();
                }
                if (c < ' ') {
                    break;
                }
                if (c != '\\') {
                    out.append(c);
                    continue;
                }
                char escape = at < text.length() ? text.charAt(at++) : ' ';
                int plain = "\"\\/bfnrt".indexOf(escape);
                if (plain >= 0) {
                    out.append("\"\\/\b\f\n\r\t".charAt(plain));
                    continue;
                }
                String hex = text.substring(at, Math.min(at + 4, text.length()));
                if (escape != 'u' || !hex.matches("[0-9A-Fa-f]{4}")) {
                    break;
                }
                out.append((char) Integer.parseInt(hex, 16));
                at += 4;
            }
            throw fault();
        }

        private boolean closes(String end) {
            space();
            return take(end);
        }

        private boolean another(String end) throws Refused {
            if (closes(end)) {
                return false;
            }
            expect(",");
            return true;
        }

        private boolean take(String word) {
            boolean there = text.startsWith(word, at);
            at += there ? word.length() : 0;
            return there;
        }

        private void expect(String word) throws Refused {
            if (!take(word)) {
                throw fault();
            }
        }

        private void space() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private static Refused fault() {
            return new Refused("not JSON");
        }
    }
}
