package dev.nextvec.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what encoders and caches are recognised by. */
final class Digest {
  private Digest() {}

  /** Hash of the parts, each with its length before it, so that no two lists look alike. */
  static byte[] of(byte[]... parts) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        sha.update(Integer.toString(part.length).getBytes(StandardCharsets.UTF_8));
        sha.update((byte) ':');
        sha.update(part);
      }
      return sha.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static byte[] of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  static String hex(byte[]... parts) {
    return HexFormat.of().formatHex(of(parts));
  }
}
