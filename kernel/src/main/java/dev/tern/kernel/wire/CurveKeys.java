package dev.tern.kernel.wire;

import com.neilalexander.jnacl.crypto.curve25519;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.zeromq.ZMQ;

/**
 * The pair of keys with which a kernel proves who it is and every frame is encrypted (CurveZMQ, RFC 26 of ZeroMQ), as
 * jupyter_client from 8.9 on writes it into a connection file.
 *
 * @param publicKey 40 characters of Z85
 * @param secretKey 40 characters of Z85
 */
public record CurveKeys(String publicKey, String secretKey) {
    private static final int LENGTH = 40;
    private static final int BYTES = 32;

    /**
     * @throws IllegalArgumentException if one is no key, or the two do not belong together
     */
    public CurveKeys {
        byte[] claimed = bytes("curve_publickey", publicKey);
        byte[] derived = new byte[BYTES];
        curve25519.crypto_scalarmult_base(derived, bytes("curve_secretkey", secretKey));
        if (!Arrays.equals(claimed, derived)) {
            throw new IllegalArgumentException("curve_publickey is not the public key of curve_secretkey:"
                    + " write both as zmq.curve_keypair() returns them, or neither");
        }
    }

    /** A fresh pair. */
    public static CurveKeys generate() {
        ZMQ.Curve.KeyPair pair = ZMQ.Curve.generateKeyPair();
        return new CurveKeys(pair.publicKey, pair.secretKey);
    }

    /** Lets a socket that is not bound yet accept only who knows the public key. */
    void secureServer(ZMQ.Socket socket) {
        socket.setCurveServer(true);
        set(socket);
    }

    /** Lets a socket that is not connected yet talk only to the owner of these keys. */
    void secureClient(ZMQ.Socket socket) {
        socket.setCurveServerKey(publicKey.getBytes(StandardCharsets.US_ASCII));
        set(socket);
    }

    private void set(ZMQ.Socket socket) {
        socket.setCurvePublicKey(publicKey.getBytes(StandardCharsets.US_ASCII));
        socket.setCurveSecretKey(secretKey.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] bytes(String field, String key) {
        byte[] decoded = null;
        if (key.length() == LENGTH && key.chars().allMatch(c -> c > ' ' && c < 127)) {
            try {
                decoded = ZMQ.Curve.z85Decode(key);
            } catch (RuntimeException notInTheAlphabet) {
                decoded = null;
            }
        }
        if (decoded == null
                || decoded.length != BYTES
                || !ZMQ.Curve.z85Encode(decoded).equals(key)) {
            throw new IllegalArgumentException(field + " is no CurveZMQ key: it should be " + LENGTH
                    + " characters of Z85, and it has " + key.length());
        }
        return decoded;
    }

    /** Never the secret: this is what a log shows. */
    @Override
    public String toString() {
        return "CurveZMQ, public key " + publicKey;
    }
}
