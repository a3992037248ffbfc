package dev.nextvec.serve;

import dev.nextvec.serve.ServeSettings.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** A certificate and its key, read from files in PEM. No message says what stands in them. */
final class Pem {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private Pem() {}

  /**
   * What TLS needs.
   *
   * @throws IOException if a file cannot be read, is no PEM, or the two do not belong together
   */
  static SslContextFactory.Server context(Tls files) throws IOException {
    Certificate[] chain = chain(files.certificate());
    PrivateKey key = key(files.key());
    try {
      if (!fit(key, chain[0].getPublicKey())) {
        throw new IOException(
            "%s is not the key of %s: name the files that belong together"
                .formatted(files.key(), files.certificate()));
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, new char[0]);
      store.setKeyEntry("server", key, new char[0], chain);
      SslContextFactory.Server context = new SslContextFactory.Server();
      context.setKeyStore(store);
      context.setKeyStorePassword("");
      context.setSniRequired(false);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(files.key() + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static byte[] content(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("%s is a folder, not a file in PEM".formatted(file));
    }
    return Files.readAllBytes(file);
  }

  private static Certificate[] chain(Path file) throws IOException {
    try {
      List<Certificate> all =
          List.copyOf(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(content(file))));
      if (!all.isEmpty()) {
        return all.toArray(Certificate[]::new);
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no certificate in PEM that can be read", e);
    }
    throw new IOException(file + " holds no certificate in PEM");
  }

  private static PrivateKey key(Path file) throws IOException {
    Matcher found = KEY.matcher(new String(content(file), StandardCharsets.ISO_8859_1));
    if (!found.find()) {
      throw new IOException(
          "%s holds no private key in PEM that begins with BEGIN PRIVATE KEY: `openssl pkcs8 -topk8 -nocrypt` makes one of others"
              .formatted(file));
    }
    byte[] bytes = Base64.getMimeDecoder().decode(found.group(1));
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
      } catch (GeneralSecurityException other) {
        // The next one is tried.
      }
    }
    throw new IOException(file + " holds a private key of a kind that is not known");
  }

  private static boolean fit(PrivateKey key, PublicKey of) throws GeneralSecurityException {
    String name =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    if (!name.contains(of.getAlgorithm()) && !of.getAlgorithm().startsWith("E")) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance(name);
      signature.initSign(key);
      signature.update((byte) 1);
      byte[] signed = signature.sign();
      signature.initVerify(of);
      signature.update((byte) 1);
      return signature.verify(signed);
    } catch (java.security.InvalidKeyException other) {
      return false;
    }
  }
}
