package dev.nextvec.cli;

import dev.nextvec.serve.ApiKey;
import dev.nextvec.serve.ServeSettings.Access;
import dev.nextvec.serve.ServeSettings.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who may ask a server, whether it can be read on the way, and where each request is noted. */
final class AccessOptions {
  private static final String VARIABLE = Variables.API_KEY;

  @Option(
      names = "--api-key",
      paramLabel = "FILE",
      description =
          "file with the key that clients must send (default: that in the environment variable "
              + VARIABLE
              + ", if any)")
  @Nullable Path keyFile;

  @Option(
      names = "--public-metrics",
      description = "give /metrics without the key, as what tells health always is")
  boolean publicMetrics;

  @Option(
      names = "--cors-origin",
      paramLabel = "ORIGIN",
      description =
          "web page that may ask from a browser, such as https://example.org; may be given several"
              + " times (default: none)")
  List<String> origins = new ArrayList<>();

  @Option(
      names = "--allowed-host",
      paramLabel = "NAME",
      description =
          "further name by which clients may call the server, such as that of a proxy; may be given"
              + " several times (default: localhost and what --host says, or any name where --host"
              + " is not of this machine alone)")
  List<String> hosts = new ArrayList<>();

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE.pem",
      description = "certificate, and those it rests on: speak HTTPS; needs --tls-key")
  @Nullable Path certificate;

  @Option(names = "--tls-key", paramLabel = "FILE.pem", description = "its private key, PKCS #8")
  @Nullable Path tlsKey;

  @Option(
      names = "--access-log",
      paramLabel = "FILE|-",
      description = "append a line of JSON for each request; - for standard error")
  @Nullable String accessLog;

  RequestLog log(Console console) throws IOException {
    return RequestLog.open(accessLog, console);
  }

  Access access() throws IOException {
    Optional<ApiKey> key = key();
    if (publicMetrics && key.isEmpty()) {
      throw new WrongUsage(
          ("`--public-metrics` has no effect without a key, and %s has none: name one with"
                  + " --api-key, or leave it out")
              .formatted(VARIABLE));
    }
    return WrongUsage.unless(() -> new Access(key, publicMetrics, origins, hosts));
  }

  private Optional<ApiKey> key() throws IOException {
    @Nullable String found = keyFile == null ? System.getenv(VARIABLE) : content(keyFile).strip();
    if (found == null || (keyFile == null && found.isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(WrongUsage.unless(() -> ApiKey.of(found)));
  }

  private static String content(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("%s is a folder, not a file with a key".formatted(file));
    }
    return Files.readString(file);
  }

  Optional<Tls> tls() {
    if (certificate == null || tlsKey == null) {
      if (certificate != null || tlsKey != null) {
        throw new WrongUsage("--tls-certificate and --tls-key belong together: give both, or none");
      }
      return Optional.empty();
    }
    return Optional.of(new Tls(certificate, tlsKey));
  }
}
